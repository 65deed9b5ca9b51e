using System.Text.RegularExpressions;

namespace Prometheus;

/// <summary>A metric: its name, its help and the names of its labels.</summary>
public abstract partial class Collector : ICollector
{
    /// <exception cref="ArgumentException">The metric's or a label's name is not a valid one.</exception>
    /// <exception cref="InvalidOperationException">Two labels have the same name.</exception>
    internal Collector(string name, string help, string[] labelNames, StaticLabels staticLabels)
    {
        if (!ValidName().IsMatch(name))
        {
            throw new ArgumentException($"Metric name '{name}' does not match regex '{NamePattern}'.");
        }

        string[] all = [.. labelNames, .. staticLabels.Names];
        foreach (var label in all)
        {
            ValidateLabelName(label);
        }

        if (all.Distinct(StringComparer.Ordinal).Count() != all.Length)
        {
            throw new InvalidOperationException("The set of label names includes duplicates: " + string.Join(", ", all));
        }

        Name = name;
        Help = help;
        LabelNames = labelNames;
        StaticLabels = staticLabels;
    }

    private const string NamePattern = "^[a-zA-Z_][a-zA-Z0-9_]*$";

    public string Name { get; }

    public string Help { get; }

    public string[] LabelNames { get; }

    internal StaticLabels StaticLabels { get; }

    internal abstract MetricType Type { get; }

    internal abstract void WriteSamples(ExpositionWriter writer);

    internal abstract void RemoveChild(string[] labelValues);

    private static void ValidateLabelName(string? label)
    {
        if (label is null || !ValidName().IsMatch(label))
        {
            throw new ArgumentException($"Label name '{label}' does not match regex '{NamePattern}'.");
        }

        if (label.StartsWith("__", StringComparison.Ordinal))
        {
            throw new ArgumentException($"Label name '{label}' is not valid - labels starting with double underscore are reserved!");
        }
    }

    [GeneratedRegex(@"\A[a-zA-Z_][a-zA-Z0-9_]*\z")]
    private static partial Regex ValidName();
}
