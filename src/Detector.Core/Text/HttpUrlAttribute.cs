namespace Detector.Core.Text;

/// <summary>The text must be an address that HTTP requests can go to. A user's name and password do not belong into one: they get logged.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class HttpUrlAttribute : TextRuleAttribute
{
    /// <inheritdoc/>
    public override string Pattern => "^https?://[^@?#\\s]+$";

    /// <inheritdoc/>
    protected override string? Problem(string text) =>
        !Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https") || text.Any(char.IsWhiteSpace)
            ? $"must be a whole address such as http://localhost:4318, not '{text}'"
            : url.UserInfo.Length > 0 ? "must not have a user's name or password in it"
            : url.Query.Length > 0 || url.Fragment.Length > 0 ? "must not have a '?' or '#' in it"
            : null;
}
