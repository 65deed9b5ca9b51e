using System.IO.Compression;
using System.Text.Json;
using Detector.TestKit;

namespace Detector.Tests.Commands;

public class SimulateTransactionsCommandTests
{
    [Fact]
    public async Task A_packed_CSV_file_has_the_header_and_every_record()
    {
        using var file = new TemporaryFile("t.csv.gz");

        (int code, _, string error) = await Cli.RunAsync("simulate", "transactions",
            "-o", file.Path, "-n", "5000", "--fraud-rate", "0.05");

        Assert.Equal(0, code);
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file.Path), CompressionMode.Decompress));
        string[] lines = reader.ReadToEnd().TrimEnd('\n').Split('\n');
        Assert.StartsWith("transaction,card,time,amount,", lines[0]);
        Assert.Equal(5001, lines.Length);
        int frauds = lines.Skip(1).Count(l => l.Split(',')[^2] == "1");
        Assert.InRange(frauds, 150, 350);
        Assert.Contains($"5,000 transactions, {frauds} of them frauds", error);
    }

    [Fact]
    public async Task Raw_transactions_have_no_aggregates()
    {
        using var file = new TemporaryFile("t.csv");

        (int code, _, _) = await Cli.RunAsync("simulate", "transactions", "-o", file.Path, "-n", "300", "--raw");

        Assert.Equal(0, code);
        Assert.Equal("transaction,card,time,amount,category,merchant,channel,country,distance_km,recurring,is_fraud,fraud_kind",
            File.ReadLines(file.Path).First());
    }

    [Fact]
    public async Task Unlabelled_JSON_lines_do_not_tell_the_truth()
    {
        using var file = new TemporaryFile("t.jsonl");

        (int code, _, _) = await Cli.RunAsync("simulate", "transactions",
            "-o", file.Path, "-n", "300", "--unlabelled", "--start", "2030-02-01");

        Assert.Equal(0, code);
        string[] lines = File.ReadAllLines(file.Path);
        Assert.Equal(300, lines.Length);
        Assert.All(lines, l => Assert.False(JsonDocument.Parse(l).RootElement.TryGetProperty("is_fraud", out _)));
        Assert.StartsWith("2030-02-01T", JsonDocument.Parse(lines[0]).RootElement.GetProperty("time").GetString());
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_one_line_of_error()
    {
        (int code, _, string error) = await Cli.RunAsync("simulate", "transactions", "-o", "/no/such/dir/t.csv");

        Assert.Equal(1, code);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.Contains("/no/such/dir", error);
    }
}
