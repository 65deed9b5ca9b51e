using System.Globalization;
using Detector.Core.Formats;
using Detector.Core.Schemas;
using Detector.Core.Schemas.Inference;

namespace Detector.Data.Files;

/// <summary>
/// Tells samples whose records carry one metric each, and proposes the rows that they make: by names of columns, and by what the records
/// show.
/// </summary>
internal static class LongFormat
{
    private const int MostMetrics = 100;

    // Of a metric that comes less often than this share of the commonest one's records, most rows would lack it.
    private const double FewestRecords = 0.1;

    private static readonly string[] MetricNames =
        ["metric", "metric_name", "metricname", "measurement", "variable", "sensor", "signal", "parameter", "series", "tag", "__name__"];

    private static readonly string[] ValueNames = ["value", "val", "reading", "metric_value"];

    private static readonly double[] Intervals =
        [0.001, 0.01, 0.1, 1, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400];

    /// <summary>The proposal for rows of several records; as it was where records are no such.</summary>
    /// <param name="inferred">What was proposed for single records.</param>
    /// <param name="path">The sample, read once more.</param>
    /// <param name="most">Records that are read.</param>
    /// <param name="ct">Stops the reading.</param>
    public static InferredSchema Of(InferredSchema inferred, string path, int most, CancellationToken ct)
    {
        InferredColumn? metric = Named(inferred, MetricNames, _ => true);
        InferredColumn? value = Named(inferred, ValueNames, column => column.Fields is [{ Kind: FieldKind.Numeric }]);
        if (metric is null || value is null || inferred.Settings.Time is null)
        {
            return inferred;
        }

        SchemaSettings settings = inferred.Settings with
        {
            Key = inferred.Settings.Key ?? KeyOf(inferred, metric)?.Name, Aggregates = [],
            Fields =
            [
                new() { Name = metric.Name, Kind = FieldKind.Categorical },
                value.Fields[0] with { Name = value.Name, Missing = MissingPolicy.Mean },
            ],
        };
        Tally? tally = value.Fields[0].Number == NumberSpelling.Plain ? Tally.Of(settings, path, most, ct) : null;
        string[] metrics = [.. tally?.Metrics(FewestRecords) ?? []];
        if (tally is null || metrics.Length is < 2 or > MostMetrics)
        {
            return inferred;
        }

        var pivot = new PivotSettings { Metric = metric.Name, Value = value.Name, Interval = Interval(tally.MedianStepMs) };
        string[] names = [.. metrics.Take(5)];
        string list = string.Join(", ", names) + (metrics.Length > names.Length ? ", ..." : "");
        return new(
            settings with
            {
                Pivot = pivot,
                Fields =
                [
                    .. inferred.Columns.Where(column => column.Role == ColumnRole.Time).SelectMany(column => column.Fields),
                    .. metrics.Select(name => new FieldSettings { Name = name, Missing = MissingPolicy.Mean }),
                ],
            },
            [
                .. inferred.Columns.Select(column =>
                    column == metric ? column with
                    {
                        Role = ColumnRole.Metric, Fields = [], Warnings = [],
                        Reason = $"a row has {metrics.Length} of its values ({list}), each in a record of its own",
                    }
                    : column == value ? column with { Role = ColumnRole.Value, Fields = [], Warnings = [], Reason = "the metric's value" }
                    : column.Name == settings.Key ? column with
                    {
                        Role = ColumnRole.Key, Fields = [], Warnings = [], Reason = "whose metrics",
                    }
                    : column.Role is ColumnRole.Feature or ColumnRole.KeyCandidate
                    ? column with { Role = ColumnRole.Ignored, Fields = [], Warnings = [], Reason = "rows are made of several records" }
                    : column),
            ]);
    }

    private static InferredColumn? Named(InferredSchema inferred, string[] names, Func<InferredColumn, bool> isIt) =>
        inferred.Columns.FirstOrDefault(column => column.Role is ColumnRole.Feature or ColumnRole.KeyCandidate
            && names.Contains(column.Name[(column.Name.LastIndexOf('.') + 1)..].ToLowerInvariant()) && isIt(column));

    private static InferredColumn? KeyOf(InferredSchema inferred, InferredColumn metric) => inferred.Columns.FirstOrDefault(
        column => column != metric
            && (column.Role == ColumnRole.KeyCandidate || column.Fields is [{ Kind: FieldKind.Categorical }, ..]));

    private static TimeSpan Interval(double stepMs) =>
        TimeSpan.FromSeconds(Intervals.MinBy(seconds => Math.Abs(Math.Log(Math.Max(stepMs, 1) / (1000 * seconds)))));

    /// <summary>Which metrics a sample has, and how often each comes.</summary>
    private sealed class Tally
    {
        private readonly Dictionary<double, int> _counts = [];
        private readonly Dictionary<(double, string), long> _last = [];
        private readonly List<double> _steps = [];
        private readonly CategoryNames _names = new();

        /// <summary>The median time from one value of a key's metric to the next.</summary>
        public double MedianStepMs => _steps.Count == 0 ? 60_000 : _steps.Order().ElementAt(_steps.Count / 2);

        public static Tally? Of(SchemaSettings settings, string path, int most, CancellationToken ct)
        {
            var tally = new Tally();
            using var reader = new DatasetReader(new Schema(settings), path, tally._names);
            if (!reader.IsLasting)
            {
                return null;
            }

            for (int i = 0; i < most && reader.Next(); i++)
            {
                ct.ThrowIfCancellationRequested();
                if (reader.Result.Ok)
                {
                    tally.Add(reader.Row.Numbers[0], Convert.ToHexString(reader.Key), reader.TimeMs);
                }
            }

            return tally;
        }

        /// <summary>The metrics in the order of their names, but for those that come too seldom.</summary>
        public IEnumerable<string> Metrics(double share) => _counts.Where(one => one.Value >= share * _counts.Values.Max())
            .Select(one => _names.Find(one.Key) ?? one.Key.ToString(CultureInfo.InvariantCulture)).Order(StringComparer.Ordinal);

        private void Add(double metric, string key, long timeMs)
        {
            _counts[metric] = _counts.GetValueOrDefault(metric) + 1;
            if (_last.TryGetValue((metric, key), out long last) && timeMs > last)
            {
                _steps.Add(timeMs - last);
            }

            _last[(metric, key)] = timeMs;
        }
    }
}
