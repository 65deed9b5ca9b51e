using Detector.Core.Text;

namespace Detector.Dashboard.Access;

/// <summary>Each text must be a secret that cannot be guessed and that a header can hold. Messages never name it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AccessTokenAttribute : TextRuleAttribute
{
    private const int LeastLength = 16;
    private const int MostLength = 200;
    private const string Advice = ", such as \"openssl rand -hex 32\" makes";

    /// <inheritdoc/>
    public override string Pattern => "[!-~]{16,200}";

    /// <summary>What is wrong with a token; null where nothing is.</summary>
    public static string? ProblemOf(string token) =>
        token.Length is < LeastLength or > MostLength
            ? $"must have {LeastLength} to {MostLength} characters, not {token.Length}{Advice}"
        : token.Any(letter => letter is <= ' ' or > '~') ? $"must be visible ASCII characters without blanks{Advice}"
        : null;

    /// <inheritdoc/>
    protected override string? Problem(string text) => ProblemOf(text);
}
