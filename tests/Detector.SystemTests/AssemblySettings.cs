// They mostly wait for brokers and daemons: two classes at a time share the machine well.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
