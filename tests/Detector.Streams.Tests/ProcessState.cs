namespace Detector.Streams.Tests;

/// <summary>Tests that change what the whole process shares (its environment, its console) run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public class ProcessState
{
    public const string Name = "process state";
}
