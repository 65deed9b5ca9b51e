using System.Globalization;

namespace Detector.Dashboard.Live;

/// <summary>How far a client of the live events has come, as the text that it sends back when it connects again.</summary>
/// <param name="Epoch">The process that gave it: another one numbers its alerts anew.</param>
/// <param name="Alert">The number of the next alert.</param>
/// <param name="Second">The last second whose scores it has, Unix time.</param>
internal readonly record struct EventId(long Epoch, long Alert, long Second)
{
    /// <returns>Null where the text is none of this process.</returns>
    public static EventId? Parse(string? text, long epoch)
    {
        string[] parts = text?.Split('.') ?? [];
        return parts.Length == 3 && Number(parts[0]) == epoch && Number(parts[1]) is { } alert && Number(parts[2]) is { } second
            ? new EventId(epoch, alert, second)
            : null;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Epoch}.{Alert}.{Second}");

    private static long? Number(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;
}
