namespace Detector.Core.Drift;

/// <summary>Events in a row of which nearly all are over the threshold.</summary>
/// <param name="At">When.</param>
/// <param name="Over">Events over the threshold.</param>
/// <param name="Events">Of how many.</param>
/// <param name="Field">The field that differs most from the training rows; null where fields are not compared.</param>
public sealed record AlertBurst(DateTimeOffset At, long Over, long Events, FieldShift? Field)
{
    /// <summary>Such as "96 of 100 events in a row are over the threshold; amount: 100 % of events above 310 …".</summary>
    public string Words =>
        $"{Over} of {Events} events in a row are over the threshold{(Field is null ? "" : $"; what differs most is {Field.Words}")}";
}
