namespace Detector.Models.Tests;

/// <summary>Tests that count or change what is the whole process's, with no other beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ProcessState
{
    public const string Name = nameof(ProcessState);
}
