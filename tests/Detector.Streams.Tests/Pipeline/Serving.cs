using Detector.Core.Alerts;
using Detector.Core.Scoring;
using Detector.Core.Thresholds;
using Detector.Streams.Pipeline;

namespace Detector.Streams.Tests.Pipeline;

/// <summary>Models to serve; their threshold is 100.</summary>
internal static class Serving
{
    public static ServingModel Of(IScorer scorer, IScorer? explainer = null) =>
        new(scorer, explainer ?? new FakeScorer(scorer.Version), Rule(100)) { Created = DateTimeOffset.UnixEpoch };

    public static AlertRule Rule(double threshold, string version = "t1") => new(
        new Threshold { Value = threshold, Method = ThresholdMethod.Quantile, Target = 0.01, Version = version, Samples = 1000 },
        new AlertPolicySettings());
}
