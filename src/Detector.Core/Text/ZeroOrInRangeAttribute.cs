namespace Detector.Core.Text;

/// <summary>A whole number must be 0, which stands for "not at all", or lie between two others, these included.</summary>
public sealed class ZeroOrInRangeAttribute(int least, int most) : SettingRuleAttribute
{
    public int Least => least;

    public int Most => most;

    /// <inheritdoc/>
    public override IEnumerable<(string Place, string Message)> Problems(object? value) =>
        value is int number && number != 0 && (number < least || number > most)
            ? [("", $"must be 0 or between {least} and {most}, not {number}")]
            : [];
}
