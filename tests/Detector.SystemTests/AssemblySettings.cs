// Each test runs a broker and a daemon of its own: two at a time would measure the machine, not the program.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
