namespace Detector.Core.Scoring;

/// <summary>Scores of one batch, reused from batch to batch; entry i belongs to event i.</summary>
public sealed class BatchScores(int capacity)
{
    // The one place that says what a score has for parts, and what they are called.
    private static readonly (string Name, string Words, Func<BatchScores, float[]> Of)[] Kinds =
    [
        ("residual", "rebuilt badly", scores => scores.Residual),
        ("distance", "far out", scores => scores.Distance),
        ("neighbours", "far from every usual event", scores => scores.Neighbours),
        ("code", "an unusual combination", scores => scores.Code),
        ("regions", "something strange in one place", scores => scores.Regions),
    ];

    /// <summary>What the parts of a score are called.</summary>
    public static IReadOnlyList<string> PartNames { get; } = [.. Kinds.Select(kind => kind.Name)];

    /// <summary>
    /// The calibrated score: <see cref="Residual"/> + the larger of <see cref="Distance"/> and <see cref="Neighbours"/> +
    /// <see cref="Code"/>, or <see cref="Regions"/> where that is larger; of an ensemble the mean of its members' scores.
    /// </summary>
    public float[] Score { get; } = new float[capacity];

    /// <summary>The score's part that the reconstruction residual made.</summary>
    public float[] Residual { get; } = new float[capacity];

    /// <summary>The score's part that the event's distance from the training rows made.</summary>
    public float[] Distance { get; } = new float[capacity];

    /// <summary>The score's part that the event's distance from the nearest usual events made.</summary>
    public float[] Neighbours { get; } = new float[capacity];

    /// <summary>The score's part that its code's distance from the training rows' codes made.</summary>
    public float[] Code { get; } = new float[capacity];

    /// <summary>What a frame's strangest regions alone make of it; the score, where the other parts add up to less.</summary>
    public float[] Regions { get; } = new float[capacity];

    /// <summary>Root mean square of the reconstruction error over the scaled features.</summary>
    public float[] Error { get; } = new float[capacity];

    /// <summary>
    /// [cells] each, of frames: what their cameras' cells had lately when they were scored; null where that is not known.
    /// </summary>
    public float[]?[] Baselines { get; } = new float[]?[capacity];

    /// <summary>[fields] events of the batch with a category that the model does not know; empty where nobody has counted.</summary>
    public long[] Unknown { get; private set; } = [];

    private float[][] All => field ??= [Score, Residual, Distance, Neighbours, Code, Regions, Error];

    /// <summary>The parts of an event's score, the largest first; those that the model's score does not have are left out.</summary>
    public IReadOnlyList<ScorePart> Parts(int index) =>
        [.. Kinds.Select(kind => new ScorePart(kind.Name, kind.Of(this)[index], kind.Words)).Where(part => part.Value != 0)
            .OrderByDescending(part => part.Value)];

    /// <summary>
    /// All parts with their shares of an event's score, which add up to 1: of distance and neighbours the larger counts, and the regions
    /// for all or for nothing. None has a share of a score of 0.
    /// </summary>
    public IReadOnlyList<ScorePart> PartShares(int index)
    {
        float[] smaller = Neighbours[index] <= Distance[index] ? Neighbours : Distance;
        bool isRegions = Regions[index] > Residual[index] + Math.Max(Distance[index], Neighbours[index]) + Code[index];
        double[] counted = [.. Kinds.Select(kind => kind.Of(this)).Select(part =>
            part == smaller || (part == Regions) != isRegions ? 0 : Math.Max(0.0, part[index]))];
        double[] shares = counted.Sum() == 0 ? counted : ScoreShares.Of(counted);
        return [.. Kinds.Zip(shares, (kind, share) => new ScorePart(kind.Name, share, kind.Words))];
    }

    /// <summary>[fields] <see cref="Unknown"/>, at zero.</summary>
    public Span<long> CountUnknown(int fields)
    {
        Unknown = Unknown.Length == fields ? Unknown : new long[fields];
        Unknown.AsSpan().Clear();
        return Unknown;
    }

    /// <summary>Adds the first <paramref name="count"/> entries of others.</summary>
    public void Add(BatchScores others, int count)
    {
        for (int part = 0; part < All.Length; part++)
        {
            for (int i = 0; i < count; i++)
            {
                All[part][i] += others.All[part][i];
            }
        }
    }

    /// <summary>Divides the first <paramref name="count"/> entries, which makes a mean of a sum.</summary>
    public void Divide(float divisor, int count)
    {
        foreach (float[] part in All)
        {
            foreach (ref float value in part.AsSpan(0, count))
            {
                value /= divisor;
            }
        }
    }
}
