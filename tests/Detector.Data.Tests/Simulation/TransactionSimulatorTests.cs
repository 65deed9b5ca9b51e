using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Detector.Data.Files;
using Detector.Data.Simulation;

namespace Detector.Data.Tests.Simulation;

public class TransactionSimulatorTests
{
    private static readonly SimulationOptions Options = new() { Cards = 500 };

    [Fact]
    public void The_same_seed_gives_the_same_transactions_and_another_seed_others()
    {
        Assert.Equal(Lines(7, 200), Lines(7, 200));
        Assert.NotEqual(Lines(7, 200), Lines(8, 200));
    }

    [Fact]
    public void Time_never_runs_backwards_and_frauds_have_their_share()
    {
        List<Transaction> all = Take(3, 200_000);

        Assert.Equal(all.Select(t => t.TimeMs).Order(), all.Select(t => t.TimeMs));
        Assert.InRange(all.Count(t => t.Fraud != FraudKind.None) / 200_000.0, 0.004, 0.006);
        double days = (all[^1].TimeMs - all[0].TimeMs) / 86_400_000.0;
        Assert.InRange(all.Count / days / Options.Cards, 0.9 * Options.TransactionsPerDay, 1.1 * Options.TransactionsPerDay);
        Assert.Equal(Enum.GetValues<FraudKind>(), all.Select(t => t.Fraud).Distinct().Order());
    }

    [Fact]
    public void What_the_issuer_remembers_is_what_happened()
    {
        List<Transaction> all = Take(5, 30_000);

        foreach (IGrouping<int, Transaction> card in all.GroupBy(t => t.Card))
        {
            Transaction[] history = [.. card];
            for (int i = 1; i < history.Length; i++)
            {
                long now = history[i].TimeMs;
                Assert.Equal((now - history[i - 1].TimeMs) / 1000.0, history[i].SecondsSinceLast);
                int lastHour = history.Take(i).Count(t => now - t.TimeMs < 3_600_000);
                Assert.Equal(Math.Min(lastHour, 16), Math.Min(history[i].LastHour, 16));
            }
        }
    }

    [Fact]
    public void No_single_field_tells_a_fraud()
    {
        List<Transaction> all = Take(9, 200_000);
        Transaction[] honest = [.. all.Where(t => t.Fraud == FraudKind.None)];
        Transaction[] frauds = [.. all.Where(t => t.Fraud != FraudKind.None)];

        foreach (Func<Transaction, double> field in new Func<Transaction, double>[]
            { t => t.Amount, t => t.AmountRatio, t => t.DistanceKm, t => -t.SecondsSinceLast, t => t.LastHour })
        {
            double limit = honest.Select(field).Order().ElementAt((int)(honest.Length * 0.99));
            Assert.InRange(frauds.Count(t => field(t) > limit) / (double)frauds.Length, 0, 0.75);
        }

        Assert.Contains(honest, t => t.Country >= Country.NearCount);
        Assert.Contains(frauds, t => t.Country < Country.NearCount);
        Assert.Empty(frauds.Select(t => t.Category).Except(honest.Select(t => t.Category)));
    }

    [Fact]
    public void A_line_is_JSON_that_says_what_the_transaction_is_and_the_label_only_when_asked()
    {
        foreach (Transaction transaction in Take(11, 5000))
        {
            JsonElement labelled = JsonDocument.Parse(Json(transaction, Labelled)).RootElement;
            JsonElement plain = JsonDocument.Parse(Json(transaction, TransactionColumns.Aggregates)).RootElement;

            Assert.Equal(transaction.Amount, labelled.GetProperty("amount").GetDouble());
            Assert.Equal(transaction.TimeMs, labelled.GetProperty("time").GetDateTimeOffset().ToUnixTimeMilliseconds());
            Assert.Equal(Country.All[transaction.Country].Code, labelled.GetProperty("country").GetString());
            Assert.Equal(transaction.Fraud != FraudKind.None ? 1 : 0, labelled.GetProperty("is_fraud").GetInt32());
            Assert.Equal(labelled.EnumerateObject().Select(p => p.Name).Except(["is_fraud", "fraud_kind"]),
                plain.EnumerateObject().Select(p => p.Name));
        }
    }

    [Fact]
    public void CSV_has_a_value_for_each_column_and_the_same_values_as_JSON()
    {
        string[] columns = TransactionWriter.CsvHeader(Labelled).Split(',');
        foreach (Transaction transaction in Take(12, 2000))
        {
            var output = new ArrayBufferWriter<byte>();
            TransactionWriter.WriteCsv(transaction, output, Labelled);
            string[] values = Encoding.UTF8.GetString(output.WrittenSpan).Split(',');
            JsonElement json = JsonDocument.Parse(Json(transaction, Labelled)).RootElement;

            Assert.Equal(json.EnumerateObject().Select(p => p.Name), columns);
            Assert.Equal(json.EnumerateObject().Select(p => p.Value.ToString().ToLower(CultureInfo.InvariantCulture)),
                values.Select(v => v.ToLower(CultureInfo.InvariantCulture)));
        }
    }

    [Fact]
    public void Raw_columns_say_nothing_of_what_a_card_did_lately()
    {
        string[] all = TransactionWriter.CsvHeader(Labelled).Split(',');
        string[] raw = TransactionWriter.CsvHeader(TransactionColumns.Raw).Split(',');
        Assert.Equal(all.Except(["amount_ratio", "seconds_since_last", "count_1h", "is_fraud", "fraud_kind"]), raw);

        var simulation = new TransactionSimulation(new(11, Options), TransactionColumns.Raw);
        foreach (Transaction transaction in Take(11, 500))
        {
            simulation.Next();
            var (json, csv) = (new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
            simulation.WriteJson(json);
            simulation.WriteCsv(csv);
            Dictionary<string, string> whole = JsonDocument.Parse(Json(transaction, Labelled)).RootElement.EnumerateObject()
                .ToDictionary(p => p.Name, p => p.Value.GetRawText());

            Assert.Equal(raw.Select(name => (name, whole[name])),
                JsonDocument.Parse(json.WrittenMemory).RootElement.EnumerateObject().Select(p => (p.Name, p.Value.GetRawText())));
            Assert.Equal(string.Join(',', raw.Select(name => whole[name].Trim('"'))), Encoding.UTF8.GetString(csv.WrittenSpan));
            Assert.Equal((TransactionWriter.Card(transaction), transaction.Fraud != FraudKind.None), (simulation.Key, simulation.IsAnomaly));
        }
    }

    private static List<Transaction> Take(long seed, int count)
    {
        var simulator = new TransactionSimulator(seed, Options);
        var all = new List<Transaction>(count);
        for (int i = 0; i < count; i++)
        {
            Transaction transaction = default;
            simulator.Next(ref transaction);
            all.Add(transaction);
        }

        return all;
    }

    private const TransactionColumns Labelled = TransactionColumns.Aggregates | TransactionColumns.Label;

    private static string[] Lines(long seed, int count) => [.. Take(seed, count).Select(t => Json(t, Labelled))];

    private static string Json(in Transaction transaction, TransactionColumns columns)
    {
        var output = new ArrayBufferWriter<byte>();
        TransactionWriter.WriteJson(transaction, output, columns);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
