namespace Detector.Core.Drift;

/// <summary>
/// Watches the scores' logarithms: their distribution changes as a whole where a model no longer fits, long before a share of them passes
/// the threshold. Not safe for several threads; allocates nothing but what it is asked for.
/// </summary>
/// <param name="factor">How many times as high, or as low, scores have drifted.</param>
/// <param name="atFirst">Scores that say what is usual.</param>
internal sealed class ScoreWatch(double factor, int atFirst)
{
    // Scores beyond these are as good as these.
    private const double Least = 1e-3;
    private const double Most = 1e4;

    // A look each few hundred events: once in a hundred million events, and the bound is far from sharp.
    private const double Confidence = 1e-6;

    private readonly Adwin _window = new(Confidence, Math.Log(Most / Least));
    private double _first = double.NaN;

    /// <summary>How far they are from what they were.</summary>
    public DriftLevel Level { get; private set; } = DriftLevel.Unknown;

    /// <summary>The same in numbers; null: there were too few as yet.</summary>
    public ScoreShift? Shift => double.IsNaN(_first) ? null : new(Math.Exp(_window.Mean), Math.Exp(_first), Level);

    public void Add(float score)
    {
        if (!float.IsNaN(score))
        {
            _window.Add(Math.Log(Math.Clamp(score, Least, Most)));
        }
    }

    /// <summary>Looks whether they have changed.</summary>
    public void Look()
    {
        bool hasCut = _window.Cut();
        if (double.IsNaN(_first))
        {
            (_first, Level) = _window.Count < atFirst ? (_first, Level) : (_window.Mean, DriftLevel.Steady);
            return;
        }

        // A change is believed when a cut has shown it; right after it, the window may still have what came before.
        double change = Math.Abs(_window.Mean - _first);
        double limit = Math.Log(factor);
        Level = change < limit / 2 ? DriftLevel.Steady
            : Level == DriftLevel.Steady && !hasCut ? Level
            : Level == DriftLevel.Drifted || change >= limit ? DriftLevel.Drifted : DriftLevel.Moving;
    }
}
