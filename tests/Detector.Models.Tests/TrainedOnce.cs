using Detector.Models.Training;

namespace Detector.Models.Tests;

/// <summary>One small model for every test that only needs some model.</summary>
internal static class TrainedOnce
{
    private static readonly Lazy<TrainedModel> Lazy = new(() => Sample.Train(Sample.Rows(400, 5)));

    public static TrainedModel Model => Lazy.Value;
}
