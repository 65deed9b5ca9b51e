using System.Text;
using Detector.Core.Schemas;
using Detector.Core.Schemas.Inference;

namespace Detector.Core.Tests.Schemas.Inference;

public class PublishedTablesTests
{
    [Theory]
    [InlineData("tabular/cardio.train.csv.gz")]
    [InlineData("tabular/ionosphere.train.csv.gz")]
    [InlineData("tabular/mammography.train.csv.gz")]
    [InlineData("tabular/mnist.train.csv.gz")]
    [InlineData("tabular/satimage-2.train.csv.gz")]
    [InlineData("tabular/thyroid.train.csv.gz")]
    [InlineData("smd_asd/machine-1-6.train.csv.gz")]
    [InlineData("smd_asd/omi-1.train.csv.gz")]
    public void EveryColumnOfATableOfMeasurementsIsANumber(string file)
    {
        InferredSchema inferred = Infer(file, new());

        Assert.All(inferred.Columns, c => Assert.True(c.Role == ColumnRole.Feature, $"{c.Name}: {c.Reason}"));
        Assert.All(
            inferred.Settings.Fields, f => Assert.Equal((FieldKind.Numeric, MissingPolicy.Reject, false), (f.Kind, f.Missing, f.Log1p)));
    }

    [Fact]
    public void TestTablesHaveALabel() =>
        Assert.Equal("label", Infer("tabular/cardio.test.csv.gz", new()).Columns.Single(c => c.Role == ColumnRole.Label).Name);

    [Theory]
    [InlineData("realKnownCause/nyc_taxi.csv")]
    [InlineData("realKnownCause/machine_temperature_system_failure.csv")]
    [InlineData("artificialNoAnomaly/art_daily_perfect_square_wave.csv")]
    [InlineData("artificialNoAnomaly/art_flatline.csv")]
    [InlineData("realTraffic/TravelTime_387.csv")]
    public void ASeriesHasATimeAndAValue(string file)
    {
        InferredSchema inferred = Infer($"nab/data/{file}", new());

        Assert.Equal("timestamp", inferred.Settings.Time);
        Assert.Equal(["timestamp time of day", "timestamp time of week", "value"], inferred.Settings.Fields.Select(f => f.Name));
    }

    [Theory]
    [InlineData(30_000)]
    [InlineData(int.MaxValue)]
    public void CardTransactionsAreUnderstood(int rows)
    {
        InferredSchema inferred = Infer("fraud_stream/transactions_2018-04_05.csv.gz", new(), rows);

        Assert.Equal(
            [
                ("TRANSACTION_ID", ColumnRole.Ignored), ("TX_DATETIME", ColumnRole.Time),
                ("CUSTOMER_ID", ColumnRole.KeyCandidate), ("TERMINAL_ID", ColumnRole.KeyCandidate),
                ("TX_AMOUNT", ColumnRole.Feature), ("TX_TIME_DAYS", ColumnRole.Ignored),
                ("TX_FRAUD", ColumnRole.Label), ("TX_FRAUD_SCENARIO", ColumnRole.Label),
            ],
            inferred.Columns.Select(c => (c.Name, c.Role)));
        Assert.False(inferred.Settings.Fields.Single(f => f.Name == "TX_AMOUNT").Log1p);
    }

    private static InferredSchema Infer(string file, InferenceOptions options, int rows = int.MaxValue)
    {
        var inference = new SchemaInference(MessageFormat.Csv);
        int[] columns = [];
        foreach (string line in Datasets.Lines(file, rows))
        {
            string[] cells = line.Split(',');
            if (columns.Length == 0)
            {
                columns = [.. cells.Select(inference.Column)];
                continue;
            }

            for (int i = 0; i < cells.Length; i++)
            {
                inference.Observe(columns[i], Encoding.UTF8.GetBytes(cells[i]));
            }

            inference.EndRow();
        }

        return inference.Infer(options);
    }
}
