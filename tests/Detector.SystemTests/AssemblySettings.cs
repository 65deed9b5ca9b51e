// Each class has a broker of its own, and mostly waits: two at a time share the machine well.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
