using System.Globalization;
using Detector.Core.Alerts;
using Detector.Core.Thresholds;

namespace Detector.Data.Files;

/// <summary>
/// A CSV file of scores: row, score, error, threshold, alert, then name, value, expected value and share of the fields that
/// contributed most, of sequences also the steps back to where they did, then the reason where a row could not be read (its score is empty
/// then), then for each of those fields why its value is strange, in words, then what tells which event it was.
/// </summary>
/// <param name="writer">Where to.</param>
/// <param name="threshold">The threshold that is in force for the model.</param>
/// <param name="isSequence">Whether the model's samples are sequences.</param>
/// <param name="identity">What tells which event a row was.</param>
public sealed class ScoreFile
{
    private const int Features = 3;
    private static readonly string NoReasons = new(',', Features);

    private readonly TextWriter _writer;
    private readonly double _threshold;
    private readonly string _thresholdText;
    private readonly string _noFeature;

    public ScoreFile(TextWriter writer, Threshold threshold, bool isSequence, RowIdentity identity)
    {
        (_writer, _threshold, _thresholdText) = (writer, threshold.Value, Text(threshold.Value));
        _noFeature = isSequence ? ",,,," : ",,,";
        IEnumerable<string> features = Enumerable.Range(1, Features)
            .Select(i => $"feature{i},value{i},expected{i},share{i}" + (isSequence ? $",steps_back{i}" : ""));
        string reasons = string.Join(',', Enumerable.Range(1, Features).Select(i => $"why{i}"));
        string[] own = [.. $"row,score,error,threshold,alert,{string.Join(',', features)},reason,{reasons}".Split(',')];
        string[] all = [.. own, .. identity.Names];
        writer.WriteLine(string.Join(
            ',', all.Select((name, i) => CsvText.Quote(i >= own.Length && all.AsSpan(0, i).Contains(name) ? $"input.{name}" : name))));
    }

    /// <summary>Rows that were scored.</summary>
    public long Scored { get; private set; }

    /// <summary>Rows over the threshold.</summary>
    public long Alerts { get; private set; }

    public void Write(ScoredRow row)
    {
        if (row.Row.Problem is { } problem)
        {
            string features = string.Concat(Enumerable.Repeat(_noFeature + ',', Features));
            string reason = CsvText.Quote(problem) + NoReasons;
            _writer.WriteLine($"{row.Row.Number},,,{_thresholdText},,{features}{reason}{Text(row.Row.Identity)}");
            return;
        }

        Scored++;
        bool isAlert = row.Score > _threshold;
        Alerts += isAlert ? 1 : 0;
        _writer.Write($"{row.Row.Number},{Text(row.Score)},{Text(row.Error)},{_thresholdText},{(isAlert ? 1 : 0)},");
        IReadOnlyList<FeatureContribution> contributions = row.Explain(Features);
        for (int i = 0; i < Features; i++)
        {
            _writer.Write(i < contributions.Count ? Text(contributions[i]) : _noFeature);
            _writer.Write(',');
        }

        IEnumerable<string> reasons = Enumerable.Range(0, Features).Select(i => i < contributions.Count ? contributions[i].Why ?? "" : "");
        _writer.WriteLine(Text([.. reasons, .. row.Row.Identity]));
    }

    private static string Text(IReadOnlyList<string> values) => string.Concat(values.Select(value => "," + CsvText.Quote(value)));

    private static string Text(FeatureContribution c) =>
        $"{CsvText.Quote(c.Name)},{CsvText.Quote(c.Value)},{CsvText.Quote(c.Expected)},"
        + c.Share.ToString("0.####", CultureInfo.InvariantCulture)
        + (c.StepsBack is { } steps ? string.Create(CultureInfo.InvariantCulture, $",{steps}") : "");

    private static string Text(double number) => number.ToString("G7", CultureInfo.InvariantCulture);
}
