namespace Detector.Core.Text;

/// <summary>A rule for a text, or for each text of a list. What is null, or is not there, it leaves to others.</summary>
public abstract class TextRuleAttribute : SettingRuleAttribute
{
    /// <summary>What a JSON schema can say of the rule: a pattern for the whole text.</summary>
    public abstract string Pattern { get; }

    /// <summary>The texts that there are, where they can be counted.</summary>
    public virtual IReadOnlyList<string> Values => [];

    /// <inheritdoc/>
    public sealed override IEnumerable<(string Place, string Message)> Problems(object? value) => value switch
    {
        string text when Problem(text) is { } problem => [("", problem)],
        string or null => [],
        _ => from entry in ((IEnumerable<string?>)value).Index()
             where entry.Item is not null
             let problem = Problem(entry.Item)
             where problem is not null
             select ($"{entry.Index}", problem),
    };

    /// <summary>What is wrong with a text and what would be right; null where nothing is.</summary>
    protected abstract string? Problem(string text);
}
