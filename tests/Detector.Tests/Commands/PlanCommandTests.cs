using Detector.TestKit;

namespace Detector.Tests.Commands;

public sealed class PlanCommandTests : IDisposable
{
    private const string Settings = """
        {
            "Detector": {
                "Streams": {
                    "cards": {
                        "Source": { "Bootstrap": "b:9092", "Topics": ["cards"], "PrefetchMegabytes": 16 },
                        "Schema": {
                            "Time": "time", "Fields": [{ "Name": "amount" }],
                            "Aggregates": [
                                { "Kind": "Mean", "Of": "amount", "By": ["card"], "Window": "30d" },
                                { "Kind": "ConfirmedShare", "By": ["shop"], "Window": "7d" }
                            ],
                            "State": { "MaxMegabytes": 100 }
                        },
                        "Window": { "Steps": 8 },
                        "Labels": { "Topic": "verdicts", "Alert": "id", "Within": "10d" },
                        "Alerts": { "Topic": "alerts" }
                    }
                }
            }
        }
        """;

    private readonly TemporaryFile _settings = new("settings.json");

    public PlanCommandTests() => File.WriteAllText(_settings.Path, Settings);

    public void Dispose() => _settings.Dispose();

    /// <summary>
    /// A million cards with 8 events in 30 days are 3.09 a second, 2.7 million in 10 days and 10 minutes; of 1,000 shops each has 1,866
    /// in a week, of which 1,024 are kept.
    /// </summary>
    [Fact]
    public async Task MemoryIsToldForEachPart()
    {
        (int code, string told, string error) = await Cli.RunAsync(
            "plan", "-c", _settings.Path, "--keys", "1000000", "shop=1000", "--rate", "3.0864");

        Assert.True(code == 0, error);
        string[] lines = [.. told.Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
        string[] parts = ["keys by card 999,", "verdicts by shop 1,000 1024", "events that verdicts may come for 2,668,50",
            "sequences of 8 1,000,000", "batches 6 4,096", "model (none yet) 0.0", "messages fetched ahead 17", "together"];
        Assert.All(parts, part => Assert.Contains(lines, line => line.StartsWith(part, StringComparison.Ordinal)));
        Assert.Contains("Mind: that is more than Schema:State:MaxMegabytes", told);
        Assert.Contains("The program itself takes about", told);
    }

    /// <summary>Twice the keys take twice the memory, in however many partitions; without a rate each key has eight events.</summary>
    [Fact]
    public async Task ItGrowsWithTheKeys()
    {
        double one = await CardsAsync("--keys", "130000");
        Assert.InRange(await CardsAsync("--keys", "260000") / one, 1.9, 2.1);
        Assert.InRange(await CardsAsync("--keys", "130000", "--partitions", "2") / one, 0.9, 1.1);

        async Task<double> CardsAsync(params string[] options)
        {
            (_, string told, _) = await Cli.RunAsync(["plan", "-c", _settings.Path, .. options]);
            string line = told.Split('\n').Single(line => line.Contains("keys by card", StringComparison.Ordinal));
            return double.Parse(line.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    [Theory]
    [InlineData("--keys", "many", "--keys has 'many'; it is a number from 1 to 10000000000, or NAME=N")]
    [InlineData("--keys", "0", "--keys has '0'")]
    [InlineData("--keys", "terminal=5", "--keys names terminal, by which no aggregate is; there are: card, shop")]
    [InlineData("--rate", "0", "--rate and --partitions are numbers above 0")]
    [InlineData("--partitions", "0", "--rate and --partitions are numbers above 0")]
    public async Task WhatCannotBeMeantIsRefused(string option, string value, string message)
    {
        (int code, _, string error) = await Cli.RunAsync("plan", "-c", _settings.Path, option, value);

        Assert.Equal(2, code);
        Assert.Contains(message, error);
    }
}
