using Cronos;
using Detector.Core.Text;

namespace Detector.Streams.Settings;

/// <summary>The text must be a cron schedule of five parts, whose time comes.</summary>
internal sealed class CronAttribute : TextRuleAttribute
{
    /// <inheritdoc/>
    public override string Pattern => @"(@(yearly|annually|monthly|weekly|daily|midnight|hourly|every_minute)|\S+( \S+){4})";

    /// <inheritdoc/>
    protected override string? Problem(string text)
    {
        try
        {
            DateTime? next = CronExpression.Parse(text).GetNextOccurrence(DateTime.UnixEpoch);
            return next is null ? $"is a day that never comes: '{text}'" : null;
        }
        catch (CronFormatException e)
        {
            return $"must be a cron schedule such as \"0 3 * * *\" (minute, hour, day, month, day of the week), not '{text}': {e.Message}";
        }
    }
}
