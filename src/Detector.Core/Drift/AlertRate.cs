using Detector.Core.Thresholds;

namespace Detector.Core.Drift;

/// <summary>The share of events over the threshold, beside what was asked for.</summary>
/// <param name="Got">The share, 0..1.</param>
/// <param name="GotBand">Between which shares it lies without chance.</param>
/// <param name="Asked">The share that was asked for.</param>
/// <param name="AskedBand">The same, with what the threshold's own rows could not tell, and times the factor that is allowed.</param>
/// <param name="Level">What that means.</param>
public sealed record AlertRate(double Got, RateBand GotBand, double Asked, RateBand AskedBand, DriftLevel Level)
{
    /// <param name="over">Events over the threshold.</param>
    /// <param name="events">Events.</param>
    /// <param name="threshold">The threshold.</param>
    /// <param name="factor">The factor that is allowed.</param>
    /// <param name="deviations">Half a band's width in standard deviations.</param>
    /// <returns>Null where nobody asked for a share.</returns>
    internal static AlertRate? Of(long over, long events, Threshold threshold, double factor, double deviations)
    {
        if (events == 0 || threshold.K is not null || threshold.Target <= 0)
        {
            return null;
        }

        var got = RateBand.Of(over, events, deviations);
        var learned = RateBand.Of(threshold.Target * threshold.Samples, threshold.Samples, deviations);
        var asked = new RateBand(learned.Low / factor, Math.Min(1, learned.High * factor));
        DriftLevel level = got.Low > asked.High || got.High < asked.Low ? DriftLevel.Drifted
            : got.Low > learned.High || got.High < learned.Low ? DriftLevel.Moving : DriftLevel.Steady;
        return new((double)over / events, got, threshold.Target, asked, level);
    }

    /// <summary>Such as "3.1 % of events are over the threshold, 1 % was asked for".</summary>
    public string Words =>
        $"{FieldShift.Percent(Got)} % of events are over the threshold, {FieldShift.Percent(Asked)} % was asked for";
}
