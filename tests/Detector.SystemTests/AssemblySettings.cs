// They mostly wait for brokers and daemons: four classes at a time share the machine well.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]
