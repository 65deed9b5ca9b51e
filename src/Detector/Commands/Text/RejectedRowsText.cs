using Detector.Core.Schemas;
using Detector.Data.Files;

namespace Detector.Commands.Text;

/// <summary>Tells of records that could not be decoded, and of values in good ones that have a stand-in.</summary>
internal static class RejectedRowsText
{
    /// <summary>How many there were and why; nothing where there was none.</summary>
    /// <param name="rejected">The records.</param>
    /// <param name="fate">What became of them, such as "left out".</param>
    /// <param name="output">Where to.</param>
    public static void Write(RejectedRows rejected, string fate, TextWriter output)
    {
        WriteRecords(rejected, fate, output);
        foreach (RejectedRows.MissingValues values in rejected.Missing)
        {
            string standIn = values.Field.Settings.Missing == MissingPolicy.Constant ? $"the constant '{values.Field.Settings.Constant}'"
                : values.Field.Kind == FieldKind.Categorical ? "no known value" : "the mean";
            output.WriteLine(
                $"field \"{values.Field.Name}\": {Numbers.Share(values.Count, rejected.Good, "value")} "
                + $"missing or unreadable, taken as {standIn}; the first: {values.First}");
        }
    }

    private static void WriteRecords(RejectedRows rejected, string fate, TextWriter output)
    {
        if (rejected.Count == 0)
        {
            return;
        }

        string were = rejected.Count == 1 ? "was" : "were";
        output.WriteLine($"{Numbers.Count(rejected.Count, "record")} could not be read and {were} {fate}:");
        foreach (string reason in rejected.Reasons)
        {
            output.WriteLine("  " + reason);
        }

        if (rejected.Count > rejected.Reasons.Count)
        {
            output.WriteLine($"  and {Numbers.Count(rejected.Count - rejected.Reasons.Count)} more");
        }
    }
}
