using System.Text.RegularExpressions;

namespace Detector.Core.Schemas;

/// <summary>What a stream may be called. Its name is also a folder's, part of topics' and of a consumer group's names, and a label in
/// metrics.</summary>
public static partial class StreamName
{
    /// <summary>The rule, as it is told.</summary>
    public const string Rule = "letters, digits, '.', '_' and '-', at most 128, the first a letter or digit";

    public static bool IsValid(string name) => Pattern().IsMatch(name);

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,127}\z")]
    private static partial Regex Pattern();
}
