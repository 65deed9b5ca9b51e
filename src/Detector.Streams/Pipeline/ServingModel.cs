using Detector.Core.Drift;
using Detector.Core.Scoring;

namespace Detector.Streams.Pipeline;

/// <summary>
/// A model version as a stream runs it: one scorer for the scoring thread, one for the publisher, which scores what it alerts once more to
/// say why, and the rule that its scores are decided by.
/// </summary>
/// <param name="scorer">Scores batches; scoring thread.</param>
/// <param name="explainer">The same model; publisher thread.</param>
/// <param name="rule">What its scores are decided by at first.</param>
public sealed class ServingModel(IScorer scorer, IScorer explainer, AlertRule rule) : IDisposable
{
    private volatile AlertRule _rule = rule;

    /// <summary>Its bundle's version.</summary>
    public string Version => Scorer.Version;

    /// <summary>Such as "dense".</summary>
    public string Family => Scorer.Family;

    /// <summary>Such as "cpu" or "cuda:0".</summary>
    public string Device => Scorer.Device;

    /// <summary>When its bundle was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>What its training rows had; null where that is not known.</summary>
    public InputProfile? Inputs { get; init; }

    internal IScorer Scorer => scorer;

    internal IScorer Explainer => explainer;

    /// <summary>What its scores are decided by from the next batch on. Any thread.</summary>
    public AlertRule Rule
    {
        get => _rule;
        set => _rule = value;
    }

    public void Dispose()
    {
        scorer.Dispose();
        explainer.Dispose();
    }
}
