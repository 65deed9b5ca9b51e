namespace Prometheus;

/// <summary>Labels that a factory puts on every series of its metrics, after the series' own.</summary>
internal sealed record StaticLabels(string[] Names, string[] Values)
{
    public static readonly StaticLabels None = new([], []);

    public bool Same(StaticLabels other) => Names.AsSpan().SequenceEqual(other.Names) && Values.AsSpan().SequenceEqual(other.Values);
}
