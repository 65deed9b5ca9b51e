using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Detector.Core.Schemas;

/// <summary>A number over a key's recent events, which becomes a field of the row.</summary>
public sealed record AggregateSettings
{
    [Description("Its name in alerts and reports. Default: what it is, such as \"Mean amount by card in 7d\".")]
    public string? Name { get; init; }

    [Description("Count, Sum, Mean, Min, Max, StandardDeviation, Distinct, TimeSinceLast, FirstSeen, Frequency, Deviation, Ratio, "
        + "ConfirmedCount or ConfirmedShare. The event itself is one of those that are looked at; "
        + "a Deviation and a Ratio compare it with the earlier ones. "
        + "The last two are about verdicts on events, as known at the event's time.")]
    public AggregateKind Kind { get; init; }

    [MinLength(1, ErrorMessage = "an aggregate needs a key, or two"), Description("The key, or the pair of keys, whose events are "
        + "looked at: names of fields, or places "
        + "in the message (a dotted path in JSON, a column's name in CSV) that the model itself does not look at.")]
    public IReadOnlyList<string> By { get; init; } = [];

    [Description("What is looked at, named as in By: a number for Sum, Mean, Min, Max, StandardDeviation, Deviation and Ratio, a category "
        + "for Distinct and Frequency. None for the others.")]
    public string? Of { get; init; }

    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00"), Description("How far back events are looked at, by their own time.")]
    public TimeSpan Window { get; init; } = TimeSpan.FromDays(1);

    [Description("Standard, MinMax, Robust or None, as for a field.")]
    public Scaling Scaling { get; init; } = Scaling.Standard;

    [Description("Take sign(x) log(1 + |x|) before scaling, for counts and sums with a long tail.")]
    public bool Log1p { get; init; }

    [Description("On which side of its mean it is strange: Both, Above or Below, as for a field.")]
    public Direction Direction { get; init; } = Direction.Both;

    /// <summary>Whether it is about a number.</summary>
    internal bool IsOfNumber => Kind is AggregateKind.Sum or AggregateKind.Mean or AggregateKind.Min or AggregateKind.Max
        or AggregateKind.StandardDeviation or AggregateKind.Deviation or AggregateKind.Ratio;

    /// <summary>Whether it is about a category.</summary>
    internal bool IsOfCategory => Kind is AggregateKind.Distinct or AggregateKind.Frequency;

    /// <summary>Whether it is about verdicts on events.</summary>
    internal bool IsOfVerdicts => Kind is AggregateKind.ConfirmedCount or AggregateKind.ConfirmedShare;

    /// <summary>The field that it becomes. Where it cannot be told (no earlier value, no key), the mean stands in.</summary>
    internal FieldSettings Field => new()
    {
        Name = Name ?? DefaultName,
        Kind = Kind == AggregateKind.FirstSeen ? FieldKind.Boolean : FieldKind.Numeric,
        Scaling = Scaling,
        Log1p = Log1p,
        Direction = Direction,
        Missing = MissingPolicy.Mean,
    };

    private string DefaultName => $"{Kind}{(Of is null ? "" : " " + Of)} by {string.Join("+", By)} in {WindowText}";

    private string WindowText
    {
        get
        {
            (double number, string unit) = Window.Ticks % TimeSpan.TicksPerDay == 0 ? (Window.TotalDays, "d")
                : Window.Ticks % TimeSpan.TicksPerHour == 0 ? (Window.TotalHours, "h")
                : Window.Ticks % TimeSpan.TicksPerMinute == 0 ? (Window.TotalMinutes, "min")
                : (Window.TotalSeconds, "s");
            return string.Create(CultureInfo.InvariantCulture, $"{number}{unit}");
        }
    }
}
