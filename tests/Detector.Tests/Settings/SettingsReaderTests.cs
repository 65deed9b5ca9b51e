using System.Diagnostics;
using Detector.Core.Schemas;
using Detector.Settings;
using Detector.Streams.Settings;
using Detector.TestKit;
using Microsoft.Extensions.Configuration;

namespace Detector.Tests.Settings;

public class SettingsReaderTests
{
    private const string Good = """
        {
          // a comment
          "Detector": {
            "Registry": "somewhere",
            "Streams": {
              "cards": {
                "Source": { "Bootstrap": "b:9092", "Topics": [ "t" ] }, "Alerts": { "Topic": "a" },
                "Schema": {
                  "Format": "csv", "Columns": [ "id", "amount", "country" ], "Key": "id",
                  "Fields": [
                    { "Name": "amount", "Log1p": true, "Scaling": "Robust", "Missing": "Constant", "Constant": 3.5 },
                    { "Name": "land", "Path": "country", "Kind": "Categorical", "MaxCategories": 7, },
                  ],
                },
                "Batch": { "Size": 12, "Linger": "2ms" },
              },
            },
          },
        }
        """;

    [Fact]
    public void A_file_with_comments_and_trailing_commas_fills_the_records()
    {
        DetectorSettings settings = Load(Good);

        Assert.Equal("somewhere", settings.Registry);
        StreamSettings cards = Assert.Single(settings.Streams).Value;
        Assert.Equal(MessageFormat.Csv, cards.Schema.Format);
        Assert.Equal(["id", "amount", "country"], cards.Schema.Columns);
        Assert.Equal("id", cards.Schema.Key);
        Assert.Null(cards.Schema.Time);
        Assert.Equal(
            [
                new FieldSettings { Name = "amount", Log1p = true, Scaling = Scaling.Robust,
                    Missing = MissingPolicy.Constant, Constant = "3.5" },
                new FieldSettings { Name = "land", Path = "country", Kind = FieldKind.Categorical, MaxCategories = 7 },
            ],
            cards.Schema.Fields);
        Assert.Equal(new BatchSettings { Size = 12, Linger = TimeSpan.FromMilliseconds(2) }, cards.Batch);
    }

    [Fact]
    public void All_errors_come_at_once_each_with_its_path()
    {
        var error = Assert.Throws<SettingsException>(() => Load("""
            {
              "Detector": {
                "Regstry": "x",
                "Streams": {
                  "a b": { "Source": { "Bootstrap": "b:9092", "Topics": [ "t" ] },
                    "Alerts": { "Topic": "a" }, "Schema": { "Fields": [ { "Name": "x" } ] } },
                  "cards": {
                    "Zebra": 1,
                    "Source": { "Bootstrap": "b:9092", "Topics": [ "t" ] }, "Alerts": { "Topic": "a" },
                    "Schema": {
                      "Format": "Csv", "Key": "idd", "Columns": [ "id", "amount", "amount" ],
                      "Fields": [
                        { "Name": "amount", "Kind": "Numerical" },
                        { "Name": "id", "Log1p": "maybe" },
                        { "Name": "", "MaxCategories": 2000, "HashBuckets": 2.5 },
                        { "Name": "id", "Missing": "Constant" },
                        { "Name": "ids", "Path": "id", "Missing": "Constant", "Constant": "three" },
                        "amount",
                      ],
                    },
                    "Batch": { "Size": 0, "Linger": "5", },
                  },
                  "hosts": { "Source": { "Topics": [ "t", "t" ], "Options": { "fetch.max.bites": 1 } },
                    "Schema": { "Delimiter": ";;", "Columns": { "a": 1 } }, "Batch": [ 1 ] },
                },
              },
            }
            """));

        (string Path, string Message)[] expected =
        [
            ("Regstry", "unknown key; did you mean Registry?"),
            ("Streams:a b", "a stream's name has letters"),
            ("Streams:cards:Zebra", "unknown key; known here: "),
            ("Streams:cards:Schema:Key", "there is no column \"idd\""),
            ("Streams:cards:Schema:Columns:2", "\"amount\" is the name of an earlier column"),
            ("Streams:cards:Schema:Fields:3:Name", "\"id\" is the name of an earlier field"),
            ("Streams:cards:Schema:Fields:0:Kind", "did you mean Numeric?"),
            ("Streams:cards:Schema:Fields:1:Log1p", "expected true or false, not 'maybe'"),
            ("Streams:cards:Schema:Fields:2:Name", "is missing: The field's name"),
            ("Streams:cards:Schema:Fields:2:MaxCategories", "must be between 1 and 1024, not 2000"),
            ("Streams:cards:Schema:Fields:2:HashBuckets", "expected a whole number, not '2.5'"),
            ("Streams:cards:Schema:Fields:3:Constant", "it must be a number"),
            ("Streams:cards:Schema:Fields:4:Constant", "it is \"three\""),
            ("Streams:cards:Schema:Fields:5", "expected an object, not 'amount'"),
            ("Streams:cards:Batch:Size", "must be between 1 and 1048576, not 0"),
            ("Streams:cards:Batch:Linger", "expected a time span such as \"5ms\""),
            ("Streams:hosts:Schema:Delimiter", "must be 1 character long, not ';;'"),
            ("Streams:hosts:Schema:Columns", "expected a list, not an object"),
            ("Streams:hosts:Schema:Fields", "a schema needs at least one field"),
            ("Streams:hosts:Batch:0", "unknown key"),
            ("Streams:hosts:Source:Bootstrap", "is missing: Brokers to start from"),
            ("Streams:hosts:Source:Options:fetch.max.bites", "did you mean 'fetch.max.bytes'?"),
            ("Streams:hosts:Alerts:Topic", "is missing: The topic that alerts"),
        ];
        Assert.All(expected, x => Assert.True(
            error.Errors.Any(e => e.Path == "Detector:" + x.Path && e.Message.Contains(x.Message)),
            $"no {x} in:\n{error.Message}"));
        Assert.True(expected.Length == error.Errors.Count, error.Message);
    }

    [Theory]
    [InlineData("{\n  \"Detector\": {\n    \"Registry\" 5 } }", ":3:16", "not valid JSON")]
    [InlineData("{\n  \"Detector\": {\n    \"Registry\": \"a\",\n    \"registry\": \"b\" } }", ":4:5", "\"registry\" is there twice")]
    [InlineData("[ 1 ]", ":1:1", "one object")]
    [InlineData("", ":1:1", "not valid JSON")]
    [InlineData("{ \"Detector\": {", ":1:16", "not valid JSON")]
    [InlineData("{\n  \"Detector\": {\n    \"Registry\": \"a\\u0000b\" } }", ":3:17", "NUL character")]
    [InlineData("{\n  \"Detector\": {\n    \"Reg\\u0000istry\": \"a\" } }", ":3:5", "NUL character")]
    [InlineData("{\n  \"Detector\": {\n    \"Registry\": \"a\\ud800b\" } }", ":3:17", "half of a character")]
    [InlineData("{\n  \"Detector\": {\n    \"Reg\\udc00istry\": \"a\" } }", ":3:5", "half of a character")]
    [InlineData("{ \"Detector:Registry\": \"a\", \"Detector\": { \"Registry\": \"b\" } }", ":1:3", "a key has no ':'")]
    public void A_file_that_is_not_JSON_is_named_with_line_and_column(string text, string place, string message)
    {
        using var file = new TemporaryFile("settings.json", text);

        SettingsError error = Assert.Single(Assert.Throws<SettingsException>(() => SettingsReader.Load(file.Path)).Errors);

        Assert.Equal(file.Path + place, error.Path);
        Assert.Contains(message, error.Message);
    }

    [Theory]
    [InlineData("7b 0a 20 22 44 65 74 ff 22", ":2:6", "no UTF-8 text")] // within a key
    [InlineData("7b 0a 22 61 22 3a 22 c3 22 7d", ":2:6", "no UTF-8 text")] // cut
    [InlineData("7b 7d 0a 2f 2f e4", ":2:3", "no UTF-8 text")] // Latin-1 in a comment
    [InlineData("7b 22 61 22 3a 22 ed a0 80 22 7d", ":1:7", "no UTF-8 text")] // half of a character
    [InlineData("ff fe 7b 00 7d 00", "", "is UTF-16")]
    [InlineData("fe ff 00 7b 00 7d", "", "is UTF-16")]
    public void A_file_that_is_no_UTF_8_is_named_with_line_and_column(string bytes, string place, string message)
    {
        using var file = new TemporaryFile("settings.json");
        File.WriteAllBytes(file.Path, Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal)));

        SettingsError error = Assert.Single(Assert.Throws<SettingsException>(() => SettingsReader.Load(file.Path)).Errors);

        Assert.Equal(file.Path + place, error.Path);
        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void All_that_is_wrong_with_a_files_texts_comes_at_once()
    {
        using var file = new TemporaryFile("settings.json",
            "{ \"Detector\": { \"a\": \"\\ud800\",\n\"b\": \"\\u0000\",\n\"a\": [\"\\udfff\"] } }");

        var error = Assert.Throws<SettingsException>(() => SettingsReader.Load(file.Path));

        Assert.Equal([":1:22", ":2:6", ":3:1", ":3:7"], error.Errors.Select(e => e.Path[file.Path.Length..]));
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_settings()
    {
        using var file = new TemporaryFile("settings.json");
        File.WriteAllText(file.Path, """{ "Detector": { "Registry": "r" } }""",
            new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        Assert.Equal("r", SettingsReader.Load(file.Path).Registry);
    }

    [Theory]
    [InlineData("""{ "Logging": { "LogLevel": { "Default": "Bogus" } } }""",
        "Logging:LogLevel:Default: expected one of Trace, Debug, Information")]
    [InlineData("""{ "Logging": { "LogLevel": { "Detector": "7" } } }""",
        "Logging:LogLevel:Detector: expected one of Trace, Debug, Information")]
    [InlineData("""{ "Logging": { "LogLevel": "Debug" } }""", "Logging:LogLevel: expected an object")]
    [InlineData("""{ "Logging": { "Level": {} } }""", "Logging:Level: unknown key")]
    [InlineData("""{ "Loging": {} }""", "Loging: unknown key; did you mean Logging?")]
    [InlineData("""{ "Kestrel": {} }""", "Kestrel: unknown key; known here: Detector, Logging")]
    [InlineData("""{ "Detector": { "Http": { "Address": "1.2.3" } } }""",
        "Detector:Http:Address: must be an IP address such as 127.0.0.1")]
    [InlineData("""{ "Detector": { "Http": { "AllowedHosts": [ "a", "b:80" ] } } }""",
        "Detector:Http:AllowedHosts:1: must be a name without a port")]
    public void What_is_beside_the_streams_is_checked_too(string json, string message) =>
        Assert.StartsWith(message, Assert.Single(Assert.Throws<SettingsException>(() => Load(json)).Errors).ToString());

    [Theory]
    [InlineData("", "there is no such file")]
    [InlineData("/", "is a directory")]
    public void What_is_no_file_is_named(string file, string message) =>
        Assert.Contains(message, Assert.Single(Assert.Throws<SettingsException>(() => SettingsReader.Load(file)).Errors).Message);

    [Fact]
    public void What_never_ends_is_no_settings_file()
    {
        foreach (bool isAgain in new[] { false, true })
        {
            var error = Assert.Throws<SettingsException>(() => SettingsReader.Open("/dev/zero", isAgain));
            Assert.StartsWith("/dev/zero", Assert.Single(error.Errors).Path, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_running_daemon_waits_for_no_pipe()
    {
        using var pipe = new TemporaryFile("settings.json");
        Process.Start("mkfifo", pipe.Path).WaitForExit();

        var error = Assert.Throws<SettingsException>(() => SettingsReader.Open(pipe.Path, isAgain: true));

        Assert.Contains("no plain file", Assert.Single(error.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_streams_are_one_error_at_once()
    {
        string streams = string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"\"s{i}\": {{}}"));

        var error = Assert.Throws<SettingsException>(() => Load($"{{ \"Detector\": {{ \"Streams\": {{ {streams} }} }} }}"));

        Assert.StartsWith("Detector:Streams: has 20000 streams", Assert.Single(error.Errors).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistyped_section_is_not_taken_for_an_empty_one()
    {
        var error = Assert.Throws<SettingsException>(() => Load("""{ "Detectro": { "Streams": {} }, "Logging": {} }"""));

        Assert.Equal("Detectro: unknown key; did you mean Detector?", Assert.Single(error.Errors).ToString());
    }

    [Fact]
    public void A_named_file_must_be_there()
    {
        string file = Path.Combine(Path.GetTempPath(), "no-such-settings.json");

        SettingsError error = Assert.Single(Assert.Throws<SettingsException>(() => SettingsReader.Load(file)).Errors);

        Assert.Equal((file, "there is no such file"), (error.Path, error.Message));
    }

    [Fact]
    public void Without_any_section_the_defaults_stand()
    {
        DetectorSettings settings = SettingsReader.Read(new ConfigurationBuilder().Build());

        Assert.Equal("models", settings.Registry);
        Assert.Empty(settings.Streams);
    }

    private static DetectorSettings Load(string json)
    {
        using var file = new TemporaryFile("settings.json", json);
        return SettingsReader.Load(file.Path);
    }
}
