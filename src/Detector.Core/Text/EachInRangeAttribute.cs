namespace Detector.Core.Text;

/// <summary>Each whole number of a list must lie between two others, these included.</summary>
public sealed class EachInRangeAttribute(int least, int most) : SettingRuleAttribute
{
    public int Least => least;

    public int Most => most;

    /// <inheritdoc/>
    public override IEnumerable<(string Place, string Message)> Problems(object? value) =>
        from entry in (value as IEnumerable<int> ?? []).Index()
        where entry.Item < least || entry.Item > most
        select ($"{entry.Index}", $"must be between {least} and {most}, not {entry.Item}");
}
