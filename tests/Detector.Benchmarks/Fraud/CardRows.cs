using System.Globalization;
using System.IO.Compression;
using Detector.Data.Simulation;
using Detector.TestKit;

namespace Detector.Benchmarks.Fraud;

/// <summary>Card transactions with the truth about them, in the order of their time.</summary>
/// <param name="Header">The columns' names.</param>
/// <param name="Columns">Which of them are what.</param>
/// <param name="Rows">The transactions.</param>
internal sealed record CardRows(string Header, CardColumns Columns, CardRow[] Rows)
{
    private static readonly string Published =
        Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "datasets", "fraud_stream", "transactions_2018-04_05.csv.gz"));

    /// <summary>The handbook's transactions; null where they are not here.</summary>
    public static CardRows? OfHandbook() => !File.Exists(Published) ? null : Read(
        new GZipStream(File.OpenRead(Published), CompressionMode.Decompress),
        new("TX_DATETIME", "CUSTOMER_ID", "TX_FRAUD", ["TX_FRAUD_SCENARIO", "TX_TIME_DAYS"]));

    /// <summary>Those of <c>detector simulate transactions</c>, raw columns only.</summary>
    public static async Task<CardRows> Simulated(long seed, string folder)
    {
        string path = Path.Combine(folder, "simulated.csv");
        var options = new SimulationOptions { Cards = 1500, FraudRate = 0.008 };
        await using (var file = new SimulationFile(path))
        {
            var simulation = new TransactionSimulation(new(seed, options), TransactionColumns.Label);
            await file.WriteAsync(simulation, 230_000, _ => { }, CancellationToken.None);
        }

        return Read(
            File.OpenRead(path),
            new("time", "card", "is_fraud", ["fraud_kind"]));
    }

    private static CardRows Read(Stream stream, CardColumns columns)
    {
        using var reader = new StreamReader(stream);
        string header = reader.ReadLine()!;
        string[] names = header.Split(',');
        (int time, int card, int label) = (
            Array.IndexOf(names, columns.Time), Array.IndexOf(names, columns.Card), Array.IndexOf(names, columns.Label));
        var rows = new List<CardRow>();
        while (reader.ReadLine() is { } line)
        {
            string[] cells = line.Split(',');
            int day = DateOnly.ParseExact(cells[time].AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture).DayNumber;
            rows.Add(new(line, day, cells[card], cells[label] == "1"));
        }

        int first = rows[0].Day;
        return new(header, columns, [.. rows.Select(row => row with { Day = row.Day - first })]);
    }
}

/// <param name="Time">The event's time.</param>
/// <param name="Card">Whose it is.</param>
/// <param name="Label">Whether it is a fraud.</param>
/// <param name="Ignored">What a model is not to see.</param>
internal sealed record CardColumns(string Time, string Card, string Label, IReadOnlyList<string> Ignored);

/// <param name="Line">As it stands in the file.</param>
/// <param name="Day">Days since the first transaction's.</param>
/// <param name="Card">Whose it is.</param>
/// <param name="IsFraud">The truth.</param>
internal readonly record struct CardRow(string Line, int Day, string Card, bool IsFraud);
