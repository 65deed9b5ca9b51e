namespace Detector.Models.Training;

/// <summary>The same samples on the CPU and where a model is trained, which may be the same place.</summary>
/// <param name="Here">On the CPU.</param>
/// <param name="There">On the model's device.</param>
internal sealed record PlacedSamples(Samples Here, Samples There)
{
    /// <summary>The samples at these indexes.</summary>
    public PlacedSamples Choose(int[] indexes) => new(Here.Choose(indexes), There.Choose(indexes));

    /// <summary>The same samples in memory.</summary>
    public PlacedSamples Kept() => new(Here.Kept(), There.Kept());
}
