using System.Globalization;
using Detector.TestKit;

namespace Detector.Tests.Commands;

/// <summary>What train, score and evaluate say of values and labels that they cannot use.</summary>
public sealed class ReadingCommandsTests : IDisposable
{
    private const int Rows = 300;

    private readonly TemporaryFile _train = new("train.csv");

    public void Dispose() => _train.Dispose();

    [Fact]
    public async Task ValuesThatAStandInReplacesAreCountedAndTheFirstIsShown()
    {
        Settings("""
            { "Name": "a", "Missing": "Mean" }, { "Name": "b", "Missing": "Constant", "Constant": "5" },
            { "Name": "kind", "Kind": "Categorical", "Missing": "Mean" }
            """);
        Write(i => (i % 10 == 1 ? "abc" : $"{i}", i < 150 ? "" : "1", i == 7 ? "" : "x", "usual"));

        (int trained, _, string training) = await RunAsync("train", "-i", _train.Path);
        (int scored, _, string scoring) = await RunAsync("score", "-i", _train.Path, "-o", _train.Beside("scores.csv"));
        (int evaluated, _, string evaluation) = await RunAsync("evaluate", "-i", _train.Path, "--label", "label", "--usual", "usual");

        Assert.Equal((0, 0, 0), (trained, scored, evaluated));
        Assert.All(new[] { training, scoring, evaluation }, text =>
        {
            Assert.Contains(
                "field \"a\": 30 of 300 values (10 %) missing or unreadable, taken as the mean; "
                    + "the first: train.csv, line 3: field \"a\": \"abc\" is not a number (byte 0)\n", text);
            Assert.Contains("field \"b\": 150 of 300 values (50 %) missing or unreadable, "
                + "taken as the constant '5'; the first: train.csv, line 2: field \"b\" is empty", text);
            Assert.Contains("field \"kind\": 1 of 300 values (0.333 %) missing or unreadable, "
                + "taken as no known value; the first: train.csv, line 9: field \"kind\" is empty", text);
        });
    }

    [Theory]
    [InlineData("\"Missing\": \"Mean\"")]
    [InlineData("\"Missing\": \"Constant\", \"Constant\": \"5\"")]
    public async Task AFieldWithoutAnyValueIsNotTrainedOn(string missing)
    {
        Settings($$"""{ "Name": "a", {{missing}} }, { "Name": "b" }""");
        Write(i => ($"{i},5", $"{i}", "x", "usual"));

        (int code, string output, string error) = await RunAsync("train", "-i", _train.Path);

        Assert.Equal((1, ""), (code, output));
        Assert.Contains("field \"a\" has no readable value in any row to train on, only stand-ins (Missing is ", error);
        Assert.Contains("correct its Path, which is \"a\", or its Kind, "
            + "Numeric, or take it out of Schema:Fields. The first: train.csv, line 2: field \"a\": \"0,5\" is not a number", error);
    }

    [Theory]
    [InlineData("train", "--anomaly", "Anomaly",
        "no row's label label is 'Anomaly', as --anomaly says; the labels are 'usual' (270 rows), 'anomaly' (30 rows). Name one of them")]
    [InlineData("train", "--usual", "normal",
        "no row's label label is 'normal', as --usual says; the labels are 'usual' (270 rows), 'anomaly' (30 rows). Name one of them")]
    [InlineData("evaluate", "--anomaly", "Anomaly", "the labels are 'usual' (270 rows), 'anomaly' (30 rows). Name one of them")]
    public async Task ALabelThatNoRowHasIsAnErrorThatNamesTheLabels(string command, string option, string text, string message)
    {
        Settings("""{ "Name": "a" }, { "Name": "b" }""");
        Write(i => ($"{i}", $"{2 * i}", "x", i % 10 == 0 ? "anomaly" : "usual"));
        await RunAsync("train", "-i", _train.Path);

        (int code, string output, string error) = await RunAsync(command, "-i", _train.Path, "--label", "label", option, text);

        Assert.Equal((1, ""), (code, output));
        Assert.Contains(message, error);
    }

    [Theory]
    [InlineData("1", "1.0")]
    [InlineData("1e0", "1")]
    [InlineData("1.00", "1")]
    public async Task ALabelIsTheSameNumberHoweverItIsSpelled(string asked, string labelled)
    {
        Settings("""{ "Name": "a" }, { "Name": "b" }""");
        Write(i => ($"{i}", $"{2 * i}", "x", i % 10 == 0 ? labelled : "0.0"));

        (int code, _, string error) = await RunAsync("train", "-i", _train.Path, "--label", "label", "--anomaly", asked);

        Assert.Equal(0, code);
        Assert.Contains("Training on 270 rows", error);
    }

    [Fact]
    public async Task CategoriesThatTheModelDoesNotKnowAreCountedAndOtherSpellingsOfNumbersAreKnown()
    {
        Settings("""{ "Name": "a" }, { "Name": "kind", "Kind": "Categorical", "MaxCategories": 2 }""");
        Write(i => ($"{i}", "1", i % 10 == 0 ? "7" : i % 2 == 0 ? "1.0" : "2.0", "usual"));
        string other = _train.Beside("other.csv");
        File.WriteAllLines(other, Enumerable.Range(0, 100).Select(i =>
            $"{i},{(i % 4 == 0 ? "DE" : i % 4 == 1 ? "1" : "2e0")}").Prepend("a,kind"));

        (int code, _, string training) = await RunAsync("train", "-i", _train.Path);
        (_, _, string scoring) = await RunAsync("score", "-i", other, "-o", _train.Beside("scores.csv"));
        (_, _, string usual) = await RunAsync("score", "-i", _train.Path, "-o", _train.Beside("scores.csv"));

        Assert.Equal(0, code);
        Assert.Matches("field \"kind\": [0-9.]+ % of the training rows have none of its 2 most frequent values, "
            + "and all of these look the same to the model; MaxCategories allows more", training);
        Assert.Matches("field \"kind\": 25 of 100 rows \\(25 %\\) have a value that the model does not know, "
            + "[0-9.]+ % of the training rows had; it knows '2', '1'\n", scoring);
        Assert.Contains("field \"kind\": 30 of 300 rows (10 %) have a value that the model does not know", usual);
    }

    [Theory]
    [InlineData("""{ "Target": 0.00001 }""",
        "0 of 300 rows, each half scored by what the other half taught, pass it (the target is 0.001 %; "
        + "from 300 rows a rate below 0.4 % cannot be told)")]
    [InlineData("""{ "Target": 0.1 }""",
        "% of 300 rows, each half scored by what the other half taught, pass it (the target is 10 %)")]
    [InlineData("""{ "Target": 0.1, "CrossFit": false }""",
        "% of 60 held-out rows pass it (the target is 10 %)")]
    [InlineData("""{ "Target": 0.01, "CrossFit": false }""",
        "of 60 held-out rows pass it (the target is 1 %; from 60 rows a rate below 2 % cannot be told)")]
    [InlineData("""{ "Method": "MeanSigma", "K": 0.1, "CrossFit": false }""",
        " of 60 held-out rows pass it (K 0.100 made it; the target of 1 % has no part in it)")]
    public async Task AThresholdClaimsWhatTheHeldOutRowsShow(string threshold, string sentence)
    {
        Settings("""{ "Name": "a" }, { "Name": "b" }""", threshold);
        Write(i => ($"{i}", $"{2 * i}", "x", "usual"));

        (int code, string output, string error) = await RunAsync("train", "-i", _train.Path);
        (_, string shown, _) = await RunAsync("models", "show");

        Assert.True(code == 0, error);
        Assert.Contains(sentence, output);
        Assert.Contains(sentence, shown);
    }

    private void Settings(string fields, string threshold = "{}") => File.WriteAllText(_train.Beside("settings.json"), $$"""
        {
          "Detector": {
            "Registry": "{{_train.Beside("models")}}",
            "Streams": {
              "m": {
                "Source": { "Bootstrap": "localhost:9092", "Topics": ["m"] },
                "Alerts": { "Topic": "m.alerts" },
                "Schema": { "Fields": [{{fields}}] },
                "Model": { "MaxSteps": 20 },
                "Threshold": {{threshold}}
              }
            }
          }
        }
        """);

    private void Write(Func<int, (string A, string B, string Kind, string Label)> row) => File.WriteAllLines(
        _train.Path,
        Enumerable.Range(0, Rows).Select(row).Select(r => string.Create(CultureInfo.InvariantCulture,
            $"{Quoted(r.A)},{r.B},{r.Kind},{r.Label}")).Prepend("a,b,kind,label"));

    private static string Quoted(string text) => text.Contains(',') ? $"\"{text}\"" : text;

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] args) => Cli.RunAsync([.. args, "-s", "m", "--config",
        _train.Beside("settings.json")]);
}
