using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Detector.Tests.Commands;

/// <summary>
/// Cards that spend alike, each around an amount of its own; what is strange is strange for its card alone, or at a shop that was found
/// out before.
/// </summary>
public sealed class AggregateCommandsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("detector-aggregates-").FullName;

    public AggregateCommandsTests()
    {
        string[] lines = [.. Lines()];
        const string header = "time,card_id,shop_id,amount,strange\n";
        File.WriteAllText(In("before.csv"), header + string.Concat(lines[..1000]));
        File.WriteAllText(In("train.csv"), header + string.Concat(lines[1000..3000]));
        File.WriteAllText(In("test.csv"), header + string.Concat(lines[3000..]));
        File.WriteAllText(In("all.csv"), header + string.Concat(lines[..3000]));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task WhatIsUsualForItsCardAndKnownOfItsShopTellsWhatASingleRowCannot()
    {
        (_, string proposal, _) = await Cli.RunAsync("init", "-s", "plain",
            "-i", In("all.csv"), "--label", "strange", "-c", In("plain.json"));
        Assert.Contains("2 fields of a row say little: what is strange about an event is mostly how it differs from what its card_id "
            + "did lately.\nWith --aggregates the model would see", proposal);
        Assert.Contains("Ratio amount by card_id in 30d", proposal);
        Assert.DoesNotContain("above", proposal);
        Assert.InRange(await AucAsync("plain", []), 0, 0.75);

        (_, proposal, _) = await Cli.RunAsync("init", "-s", "keyed", "-i",
            In("all.csv"), "--label", "strange", "--aggregates", "-c", In("keyed.json"));
        Assert.Contains("5 aggregates over what keys did lately", proposal);
        Assert.Contains("Of amount, as of the aggregates, only what is above the mean counts", proposal);
        Assert.InRange(await AucAsync("keyed", ["--before", In("before.csv")]), 0.85, 1);

        (int code, string shown, string error) = await Cli.RunAsync("models", "show", "-s", "keyed", "-r", In("models"));
        Assert.True(code == 0, error);
        Assert.Contains("7 fields", shown);
        (code, _, error) = await Cli.RunAsync("config", "check", "-c", In("keyed.json"));
        Assert.True(code == 0, error);
        Assert.Equal("Mind: stream keyed makes aggregates by card_id, shop_id, of the events of one partition: "
            + "where its topics have several, they are keyed by one of these at most, "
            + "and aggregates by another are about those of its events that lie in the same partition. "
            + "State:Repartition, with By, has the stream key them itself.", error.Trim());

        (_, proposal, _) = await Cli.RunAsync("init", "-s", "known", "-i",
            In("all.csv"), "--label", "strange", "--aggregates", "--verdicts", "-c", In("known.json"));
        Assert.Contains("ConfirmedShare by shop_id in 7d", proposal);
        (code, _, error) = await Cli.RunAsync("config", "check", "-c", In("known.json"));
        Assert.Equal(0, code);
        Assert.DoesNotContain("verdicts", error);
        string settings = File.ReadAllText(In("known.json"));
        Assert.Contains("Verdicts are read from known.verdicts, such as {\"alert\": ", proposal);
        File.WriteAllText(In("unknown.json"), settings.Replace("\"Topic\": \"known.verdicts\",", "", StringComparison.Ordinal));
        (code, _, error) = await Cli.RunAsync("config", "check", "-c", In("unknown.json"));
        Assert.Equal(0, code);
        Assert.Contains("Mind: stream known counts verdicts (ConfirmedCount, ConfirmedShare), and no topic of verdicts is named", error);
        string[] delay = ["--label", "strange", "--label-delay", "12h", "--before", In("before.csv")];
        Assert.InRange(await AucAsync("known", delay), 0.85, 1);
        string[] score = ["score", "-s", "known", "-i", In("test.csv"),
            "-o", In("scores.csv"), "-r", In("models"), "-c", In("known.json")];
        (code, _, error) = await Cli.RunAsync(score);
        Assert.Equal(1, code);
        Assert.Contains("--label names the column that confirms them, --label-delay says how long after its row a label is known", error);
        (code, _, error) = await Cli.RunAsync([.. score, .. delay]);
        Assert.True(code == 0, error);
    }

    [Theory]
    [InlineData("--before", "before.csv", "--before names earlier rows for aggregates, but the schema has none")]
    [InlineData("--label-delay", "7", "--label-delay is '7'; it is a time such as 12h or 7d")]
    [InlineData("--label-delay", "-1d", "--label-delay is '-1d'")]
    public async Task OptionsThatCannotBeMeantAreRefused(string option, string value, string message)
    {
        await Cli.RunAsync("init", "-s", "plain", "-i", In("train.csv"), "--label", "strange", "-c", In("plain.json"));

        (int code, _, string error) = await Cli.RunAsync(
            "train", "-s", "plain", "-i", In("train.csv"), option, option == "--before" ? In(value) : value,
            "-r", In("models"), "-c", In("plain.json"));

        Assert.Equal(2, code);
        Assert.Contains(message, error);
    }

    [Fact]
    public async Task AggregatesNeedAKeyAndATime()
    {
        File.WriteAllText(In("rows.csv"), "a,b\n1,2\n3,5\n");

        (int code, _, string error) = await Cli.RunAsync("init", "-s",
            "plain", "-i", In("rows.csv"), "--aggregates", "-c", In("plain.json"));

        Assert.Equal(1, code);
        Assert.Contains("--aggregates needs a time and a column that names a key", error);
        Assert.False(File.Exists(In("plain.json")));
    }

    [Fact]
    public async Task VerdictsAreAggregates()
    {
        (int code, _, string error) = await Cli.RunAsync(
            "init", "-s", "plain", "-i", In("train.csv"), "--verdicts", "-c", In("plain.json"));

        Assert.Equal(2, code);
        Assert.Contains("--verdicts makes aggregates of what was confirmed; it needs --aggregates", error);
    }

    [Fact]
    public async Task FilesThatAreNotInTheOrderOfTheirTimesAreSaidToBe()
    {
        await Cli.RunAsync("init", "-s", "keyed", "-i", In("train.csv"), "--label", "strange", "--aggregates", "-c", In("keyed.json"));
        string[] lines = File.ReadAllLines(In("train.csv"));
        File.WriteAllLines(In("shuffled.csv"), [.. lines.Take(1001), .. lines.Skip(1001).Reverse()]);

        (int code, _, string error) = await Cli.RunAsync(Short("train", "keyed", "-i", In("shuffled.csv")));

        Assert.True(code == 0, error);
        Assert.Matches("[0-9]{3} of 2,000 rows \\([0-9.]+ %\\) came later than State:AllowedLateness after others", error);
    }

    [Fact]
    public async Task AnAggregateWithoutAnyValueIsSaidToBeOne()
    {
        File.WriteAllLines(In("apart.csv"), Enumerable.Range(0, 300)
            .Select(i => $"2026-01-01 {i / 60:00}:{i % 60:00}:00,{1000 + (7 * i)},{5000 + (3 * i)},{(i * 37) % 101},0")
            .Prepend("time,card_id,shop_id,amount,strange"));
        await Cli.RunAsync("init", "-s", "keyed", "-i", In("apart.csv"),
            "--label", "strange", "--key", "card_id", "--aggregates", "-c", In("keyed.json"));

        (int code, _, string error) = await Cli.RunAsync(Short("train", "keyed", "-i", In("apart.csv")));

        Assert.Equal(1, code);
        Assert.Contains("aggregate \"Ratio amount by card_id in 30d\" has no value in any row to train on: "
            + "earlier rows (--before) or a longer window may give it some, else take it out of Schema:Aggregates", error);
    }

    private async Task<double> AucAsync(string stream, string[] options)
    {
        (int code, _, string error) = await Cli.RunAsync([.. Short("train", stream, "-i", In("train.csv")), .. options]);
        Assert.True(code == 0, error);
        string[] rest = options.Contains("--label") ? options[2..] : options;
        string[] evaluate = ["evaluate", "-s", stream, "-i", In("test.csv"),
            "--label", "strange", "--json", "-r", In("models"), "-c", In($"{stream}.json")];
        (code, string json, error) = await Cli.RunAsync([.. evaluate, .. rest]);
        Assert.True(code == 0, error);
        return JsonDocument.Parse(json).RootElement.GetProperty("rocAuc").GetDouble();
    }

    private string[] Short(string command, string stream, params string[] rest)
    {
        string config = In($"{stream}.json");
        string settings = File.ReadAllText(config);
        File.WriteAllText(config, settings.Contains("MaxSteps", StringComparison.Ordinal) ? settings
            : settings.Replace($"\"{stream}\": {{", $"\"{stream}\": {{ \"Model\": {{ \"MaxSteps\": 400 }},", StringComparison.Ordinal));
        return [command, "-s", stream, "-r", In("models"), "-c", config, .. rest];
    }

    private static IEnumerable<string> Lines()
    {
        var random = new Random(3);
        var time = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        for (int i = 0; i < 5000; i++)
        {
            time = time.AddMinutes(5 * random.NextDouble());
            int card = random.Next(60);
            bool strange = random.Next(i < 3000 ? 300 : 40) == 0 && card < 40;
            double usual = 20 + (15 * card);
            double amount = strange ? 20 + (15 * (card + 20)) : usual * (1 + (0.05 * (random.NextDouble() - 0.5)));
            int shop = strange ? random.Next(3) : random.Next(80);
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{time:yyyy-MM-dd HH:mm:ss},{1000 + (7 * card)},{5000 + (3 * shop)},{amount:F2},{(strange ? 1 : 0)}\n");
        }
    }

    private string In(string name) => Path.Combine(_folder, name);
}
