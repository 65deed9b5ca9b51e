using System.Text.RegularExpressions;
using Detector.Core.Text;

namespace Detector.Kafka.Settings;

/// <summary>A text must be what Kafka takes for the name of a topic, or of a group's member.</summary>
public sealed partial class KafkaNameAttribute : TextRuleAttribute
{
    /// <summary>Characters of a topic's name at most.</summary>
    internal const int Longest = 249;

    private const string Name = @"(?!\.{1,2}$)[a-zA-Z0-9._-]{1,249}";

    /// <inheritdoc/>
    public override string Pattern => Name;

    /// <inheritdoc/>
    protected override string? Problem(string text) =>
        NamePattern().IsMatch(text) ? null
        : text.Length == 0 ? "is empty; leave it out for the default, where there is one"
        : text.StartsWith('^') ? $"'{text}' is a pattern of names, which cannot be given here; each name is given by itself"
        : text.Length > Longest ? $"has {text.Length} characters; a name has at most {Longest}"
        : $"'{text}' cannot be a name in Kafka: letters, digits, '.', '_' and '-', but not '.' or '..' alone";

    [GeneratedRegex(@"\A" + Name + @"\z")]
    private static partial Regex NamePattern();
}
