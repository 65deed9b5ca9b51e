using Detector.Models.Settings;
using Detector.Models.Training;

namespace Detector.Models.Tests;

/// <summary>One small model for every test that only needs some model; its score has every part.</summary>
internal static class TrainedOnce
{
    public static readonly ModelSettings Settings = Sample.Fast with { Score = new() { Code = 1 } };

    private static readonly Lazy<TrainedModel> Lazy = new(() => Sample.Train(Sample.Rows(400, 5), Settings, new()));

    public static TrainedModel Model => Lazy.Value;
}
