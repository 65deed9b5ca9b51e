using System.Text.RegularExpressions;
using Detector.Core.Text;

namespace Detector.Dashboard.Access;

/// <summary>Each text must be a host's name or address as a Host header has it, without a port; a leading "*." stands for any name below,
/// "*" for any at all.</summary>
public sealed partial class HostNamesAttribute : TextRuleAttribute
{
    private const string Name = @"(\*|(\*\.)?[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?|\[[0-9A-Fa-f:.]+\])";

    /// <inheritdoc/>
    public override string Pattern => Name;

    /// <inheritdoc/>
    protected override string? Problem(string text) => NamePattern().IsMatch(text)
        ? null
        : $"must be a name without a port, such as detector.example.org, *.example.org, 10.0.0.5 or [::1], not '{text}'";

    [GeneratedRegex(@"\A" + Name + @"\z")]
    private static partial Regex NamePattern();
}
