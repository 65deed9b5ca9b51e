namespace Detector.Core.Scoring;

/// <summary>
/// Keeps reconstructions of numbers that are strange on one side only from the other side of the numbers themselves, so that no error is
/// left there. One instance serves one thread; nothing is allocated per sample.
/// </summary>
internal sealed class OneSided
{
    private readonly int[] _above;
    private readonly int[] _below;
    private readonly float[] _bounded;

    /// <param name="sides">[numbers of a step] see <see cref="Samples.SampleLayout.Sides"/>.</param>
    /// <param name="width">Numbers of a sample.</param>
    public OneSided(IReadOnlyList<int> sides, int width)
    {
        _above = [.. Enumerable.Range(0, width).Where(i => sides[i % sides.Count] > 0)];
        _below = [.. Enumerable.Range(0, width).Where(i => sides[i % sides.Count] < 0)];
        _bounded = new float[width];
    }

    /// <summary>[width] the reconstruction, valid until the next call. What is not finite stays, to be seen.</summary>
    public ReadOnlySpan<float> Bound(ReadOnlySpan<float> sample, ReadOnlySpan<float> reconstruction)
    {
        reconstruction[.._bounded.Length].CopyTo(_bounded);
        foreach (int i in _above)
        {
            _bounded[i] = float.IsFinite(_bounded[i]) ? MathF.Min(_bounded[i], sample[i]) : _bounded[i];
        }

        foreach (int i in _below)
        {
            _bounded[i] = float.IsFinite(_bounded[i]) ? MathF.Max(_bounded[i], sample[i]) : _bounded[i];
        }

        return _bounded;
    }
}
