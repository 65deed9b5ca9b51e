// Classes that share nothing but a broker, on topics and in groups of their own, mostly wait: more at a time than there are cores.
[assembly: CollectionBehavior(MaxParallelThreads = 8)]
