namespace Compat.Tests.TorchSharp;

/// <summary>Tests that measure the whole process, or seed its one generator, run while no others do.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
