using System.Text.Json;
using System.Text.Json.Nodes;
using Detector.Settings;
using Detector.TestKit;

namespace Detector.Tests.Settings;

public class StreamChecksTests
{
    [Theory]
    [InlineData("""{ "Model": { "Family": "dens" } }""", "Model:Family", "did you mean dense?")]
    [InlineData("""{ "Model": { "Family": "conv" } }""", "Model:Family", "conv takes no vector")]
    [InlineData("""{ "Model": { "Family": "recurrent" } }""", "Model:Family", "recurrent takes no vector")]
    [InlineData("""{ "Model": { "Family": "som" }, "Window": { "Steps": 4 } }""", "Model:Family", "som takes no sequence")]
    [InlineData("""{ "Model": { "Widths": [ 8, 0 ] } }""", "Model:Widths:1", "must be between 1 and 65536, not 0")]
    [InlineData("""{ "Model": { "Family": "linear", "Widths": [ 8, 4 ] } }""", "Model:Widths", "one width")]
    [InlineData("""{ "Model": { "Family": "recurrent", "Widths": [ 8 ] }, "Window": { "Steps": 4 } }""",
        "Model:Widths", "such as 32, 8, not 1")]
    [InlineData("""{ "Model": { "Family": "conv", "Conv": { "Kernel": 2 } }, "Window": { "Steps": 4 } }""",
        "Model:Conv:Kernel", "such as 3")]
    [InlineData("""{ "Model": { "Family": "masked", "Variant": "Sparse" } }""", "Model:Variant", "masked is Plain always")]
    [InlineData("""{ "Model": { "Variant": "Variational", "Loss": "Mae" } }""", "Model:Loss", "not Mae")]
    [InlineData("""{ "Model": { "Score": { "Kind": "FreeEnergy" } } }""", "Model:Score:Kind", "has no FreeEnergy")]
    [InlineData("""{ "Model": { "Variant": "Variational", "Variational": { "Conditions": [ "y" ] } } }""",
        "Model:Variational:Conditions:0", "no field y")]
    [InlineData("""{ "Model": { "Variant": "Variational", "Variational": { "Conditions": [ "x" ] } } }""",
        "Model:Variational:Conditions", "nothing left")]
    [InlineData("""{ "Model": { "Family": "ensemble", "Ensemble": { "Families": [ "dense", "conv" ] } } }""",
        "Model:Ensemble:Families:1", "takes no vector")]
    [InlineData("""{ "Model": { "Family": "ensemble", "Ensemble": { "Families": [ "dense:Spars" ] } } }""",
        "Model:Ensemble:Families:0", "no variant Spars")]
    [InlineData("""{ "Model": { "Family": "ensemble", "Ensemble": { "Families": [ "ensemble" ] } } }""",
        "Model:Ensemble:Families:0", "member of itself")]
    [InlineData("""{ "Model": { "Threads": 2147483648 } }""", "Model:Threads", "must be between 1 and 256, not 2147483648")]
    [InlineData("""{ "Model": { "Device": "cuda:99999999999" } }""", "Model:Device", "must match")]
    [InlineData("""{ "Retraining": { "FirstModelEvents": 19 } }""", "Retraining:FirstModelEvents",
        "must be 0 or between 20 and 100000000, not 19")]
    [InlineData("""{ "Window": { "Steps": 3, "Stride": 2 }, "Retraining": { "FirstModelEvents": 79 } }""",
        "Retraining:FirstModelEvents", "79 events make too few sequences of this window")]
    [InlineData("""{ "State": { "Partitions": 2000 } }""", "State:Partitions", "needs one key and one megabyte at least")]
    [InlineData("""{ "Window": { "Steps": 4, "Gap": "5m" } }""", "Window:Gap", "Schema:Time says where they stand")]
    [InlineData("""{ "Window": { "Steps": 4, "Stride": 0 } }""", "Window:Stride", "between 1 and 1000")]
    [InlineData("""{ "Window": { "Steps": 2147483647, "Stride": 1000 } }""", "Window:Steps", "between 1 and 10000")]
    [InlineData("""{ "Window": { "Stride": 2 } }""", "Window:Stride", "with Steps 1 each event is alone")]
    [InlineData("""{ "Window": { "Of": "Partition" } }""", "Window:Of", "with Steps 1 each event is alone")]
    [InlineData("""{ "Window": { "UntilFull": "Wait" } }""", "Window:UntilFull", "with Steps 1 each event is alone")]
    [InlineData("""{ "Skip": { "FramesPerSecond": 2 } }""", "Skip:FramesPerSecond", "is for streams of frames")]
    [InlineData("""{ "Skip": { "FramesPerSecond": 0 } }""", "Skip:FramesPerSecond", "between 0.01 and 1000")]
    [InlineData("""
        {
            "Schema": { "Format": "Raw", "Frame": { "Width": 8, "Height": 6 } }, "Skip": { "FramesPerSecond": 0.02 },
            "Alerts": { "Topic": "a" }
        }
        """,
        "Alerts:Incident:Gap", "so that none would follow another")]
    [InlineData("""{ "Window": "" }""", "Window", "expected an object, not an empty text or list")]
    [InlineData("""{ "Window": [] }""", "Window", "expected an object, not an empty text or list")]
    [InlineData("""
        { "Window": { "Steps": 10000, "Stride": 1000 }, "Schema": { "Fields": [{ "Name": "a" }], "State": { "MaxMegabytes": 114 } } }
        """,
        "Window:Steps", "the events of one key take 115 MB, for which there is room for 114")]
    [InlineData("""
        {
            "Retraining": { "FirstModelEvents": 20 },
            "Schema": { "Fields": [{ "Name": "a" }], "Aggregates": [{ "Kind": "ConfirmedShare", "By": ["b"] }] }
        }
        """,
        "Labels:Topic", "aggregates count verdicts (ConfirmedCount, ConfirmedShare), and models that the stream trains")]
    [InlineData("""{ "Retraining": { "Schedule": "0 0 31 2 *" } }""", "Retraining:Schedule", "is a day that never comes: '0 0 31 2 *'")]
    [InlineData("""{ "Retraining": { "Shadow": "1h", "Promote": "Ask" } }""", "Retraining:Shadow", "Promote Ask knows none")]
    [InlineData("""
        {
            "Retraining": { "OnDrift": true },
            "Schema": { "Fields": [{ "Name": "a" }], "Aggregates": [{ "Kind": "ConfirmedShare", "By": ["b"] }] }
        }
        """,
        "Labels:Topic", "aggregates count verdicts (ConfirmedCount, ConfirmedShare), and models that the stream trains")]
    [InlineData(
        """{ "Labels": { "Topic": "v", "Alert": "id" }, "Retraining": { "Confirmed": "Keep" } }""",
        "Labels:Topic", "no aggregate counts verdicts")]
    [InlineData("""
        {
            "Labels": { "Topic": "v" },
            "Schema": { "Fields": [{ "Name": "a" }], "Aggregates": [{ "Kind": "ConfirmedShare", "By": ["b"] }] }
        }
        """,
        "Labels:Topic", "what names a verdict's event?")]
    [InlineData("""
        {
            "Labels": { "Topic": "t", "Alert": "id" },
            "Schema": { "Fields": [{ "Name": "a" }], "Aggregates": [{ "Kind": "ConfirmedShare", "By": ["b"] }] }
        }
        """,
        "Labels:Topic", "where the events come from")]
    [InlineData("""
        {
            "Labels": { "Topic": "v", "Alert": "id", "Anomaly": "x", "Usual": "y" },
            "Schema": { "Fields": [{ "Name": "a" }], "Aggregates": [{ "Kind": "ConfirmedShare", "By": ["b"] }] }
        }
        """,
        "Labels:Usual", "one of two")]
    [InlineData("""
        {
            "Labels": { "Topic": "v", "Alert": "id", "Format": "Csv" },
            "Schema": { "Fields": [{ "Name": "a" }], "Aggregates": [{ "Kind": "ConfirmedShare", "By": ["b"] }] }
        }
        """,
        "Labels:Columns", "must be named")]
    [InlineData("""
        {
            "Labels": { "Topic": "v", "Alert": "id", "Format": "Png" },
            "Schema": { "Fields": [{ "Name": "a" }], "Aggregates": [{ "Kind": "ConfirmedShare", "By": ["b"] }] }
        }
        """,
        "Labels:Format", "Json or Csv")]
    [InlineData("""
        {
            "Labels": { "Topic": "v", "Alert": "id", "Time": "t", "TimeFormat": "dd" },
            "Schema": { "Fields": [{ "Name": "a" }], "Aggregates": [{ "Kind": "ConfirmedShare", "By": ["b"] }] }
        }
        """,
        "Labels:TimeFormat", "tells neither year")]
    [InlineData("""
        {
            "Labels": { "Topic": "a", "Alert": "id" }, "Alerts": { "Topic": "a" },
            "Schema": { "Fields": [{ "Name": "a" }], "Aggregates": [{ "Kind": "ConfirmedShare", "By": ["b"] }] }
        }
        """,
        "Alerts:Topic", "which stream s reads verdicts from")]
    [InlineData("""
        {
            "Labels": { "Topic": "v", "Offset": "o" }, "Source": { "Bootstrap": "b", "Topics": [ "t", "u" ] },
            "Schema": { "Fields": [{ "Name": "a" }], "Aggregates": [{ "Kind": "ConfirmedShare", "By": ["b"] }] }
        }
        """,
        "Labels:SourceTopic", "which one its event is from")]
    [InlineData("""{ "Schema": { "Fields": [{ "Name": "a" }], "Aggregates": [{ "By": ["b"], "Window": "31d" }] } }""",
        "Schema:Aggregates:0:Window", "30d")]
    [InlineData("""{ "Schema": { "Fields": [{ "Name": "a" }], "Aggregates": [{ "Kind": "Mean", "By": ["b"] }] } }""",
        "Schema:Aggregates:0:Of", "Mean needs a number")]
    [InlineData("""{ "Schema": { "Fields": [{ "Name": "a" }], "Aggregates": [{ "By": [] }] } }""",
        "Schema:Aggregates:0:By", "an aggregate needs a key, or two")]
    [InlineData("""{ "Source": { "Bootstrap": "b:99999", "Topics": [ "t" ] } }""", "Source:Bootstrap", "has the port 99999")]
    [InlineData("""{ "Source": { "Bootstrap": ":9092", "Topics": [ "t" ] } }""", "Source:Bootstrap", "has no host")]
    [InlineData("""{ "Source": { "Bootstrap": "b", "Topics": [ "^t.*" ] } }""", "Source:Topics:0", "is a pattern")]
    [InlineData("""{ "Source": { "Bootstrap": "b", "Topics": [ "t" ], "Options": { "enable.partition.eof": "true" } } }""",
        "Source:Options:enable.partition.eof", "is fixed")]
    [InlineData("""{ "Source": { "Bootstrap": "b", "Topics": [ "t" ], "Options": { "fetch.max.bytes": "x" } } }""",
        "Source:Options:fetch.max.bytes", "Invalid value")]
    [InlineData("""{ "Alerts": { "Topic": "t" } }""", "Alerts:Topic", "which it reads itself")]
    [InlineData("""{ "Alerts": { "Topic": "a", "DeadLetterTopic": "t" } }""", "Alerts:DeadLetterTopic", "which it reads itself")]
    [InlineData("""
        {
            "Alerts": { "Topic": "a", "Bootstrap": "localhost:9092", "DeadLetterTopic": "t" },
            "Source": { "Bootstrap": "127.0.0.1:9092", "Topics": [ "t" ] }
        }
        """,
        "Alerts:DeadLetterTopic", "which it reads itself")]
    [InlineData("""{ "Source": { "Bootstrap": "b", "Topics": [ "t", "t.dead-letters" ] }, "Alerts": { "Topic": "t" } }""",
        "Alerts:Topic", "t.dead-letters, which it reads itself")]
    [InlineData("""{ "Alerts": { "Topic": "a", "DeadLetterTopic": "" } }""", "Alerts:DeadLetterTopic", "is empty")]
    [InlineData("""{ "State": { "Topic": "a.state" } }""", "State:Topic", "is of Store Topic")]
    [InlineData("""{ "State": { "Store": "Topic", "Topic": "t" } }""", "State:Topic", "snapshots would go to t, which it reads itself")]
    [InlineData("""{ "State": { "Store": "Topic", "Topic": "a" } }""", "State:Topic", "the topic of stream s's alerts; name another")]
    [InlineData("""{ "State": { "Store": "Topic" }, "Alerts": { "Topic": "a", "DeadLetterTopic": "s.state" } }""",
        "State:Topic", "would go to s.state, the topic of stream s's dead letters")]
    [InlineData("""{ "State": { "Store": "Topic", "Topic": "a b" } }""", "State:Topic", "cannot be a name in Kafka")]
    [InlineData("""{ "Alerts": { "Topic": "a b" } }""", "Alerts:Topic", "cannot be a name in Kafka")]
    [InlineData("""{ "Alerts": { "Topic": "a", "Include": [ "id", "id" ] } }""", "Alerts:Include:1", "a second time")]
    [InlineData("""
        {
            "Alerts": { "Topic": "a", "Include": [ "terminal" ] },
            "Schema": { "Format": "Csv", "Columns": [ "x", "id" ], "Fields": [ { "Name": "x" } ] }
        }
        """,
        "Alerts:Include:0", "there is no column \"terminal\"; the columns are x, id")]
    [InlineData(
        """{ "Alerts": { "Topic": "a", "Include": [ "id" ] }, "Schema": { "Format": "Png", "Frame": { "Width": 8, "Height": 8 } } }""",
        "Alerts:Include", "Png messages are frames, which have no columns")]
    [InlineData("""
        { "Alerts": { "Topic": "a", "Include": [ "1","2","3","4","5","6","7","8","9","10","11","12","13","14","15","16","17","18",
        "19","20","21","22","23","24","25","26","27","28","29","30","31","32","33" ] } }
        """,
        "Alerts:Include", "may have at most 32 entries, has 33")]
    public void A_stream_that_cannot_run_is_told_where_and_why(string changes, string path, string message)
    {
        IReadOnlyList<SettingsError> errors = Errors(("s", changes));

        Assert.Contains(errors, error => error.Path == "Detector:Streams:s:" + path
            && error.Message.Contains(message, StringComparison.Ordinal));
        Assert.All(errors, error => Assert.StartsWith("Detector:Streams:s:", error.Path));
        Assert.Equal(message.StartsWith("t.dead", StringComparison.Ordinal) ? 2 : 1, errors.Count);
    }

    [Theory]
    [InlineData("""{ "Alerts": { "Topic": "t", "Bootstrap": "other:9092" } }""")] // the same name on other brokers
    [InlineData("""{ "State": { "Store": "Topic" } }""")]
    [InlineData("""{ "Model": { "Family": "Dense" }, "Retraining": { "FirstModelEvents": 20 } }""")]
    [InlineData("""{ "Window": { "Steps": 3, "Stride": 2 }, "Retraining": { "FirstModelEvents": 80 } }""")]
    [InlineData("""{ "Model": { "Family": "conv", "Widths": [ 8, 4 ] }, "Window": { "Steps": 4 } }""")]
    [InlineData("""{ "Model": { "Family": "ensemble", "Ensemble": { "Families": [ "dense:sparse", "masked" ] } } }""")]
    [InlineData("""{ "Alerts": { "Topic": "a", "Include": [ "id", "card.holder" ] } }""")]
    public void A_stream_that_can_run_is_not_refused(string changes) => Assert.Empty(Errors(("s", changes)));

    [Theory]
    [InlineData(128, true)]
    [InlineData(129, false)]
    public void A_stream_has_a_name_of_some_length(int length, bool isFine) =>
        Assert.Equal(isFine, Errors((new string('s', length), "{}")).Count == 0);

    [Theory, InlineData("a\nb"), InlineData("a\n"), InlineData(".."), InlineData("-a"), InlineData("a/b"), InlineData("\u2028")]
    public void A_streams_name_is_one_of_a_folder(string name)
    {
        SettingsError error = Assert.Single(Errors((name, "{}")));
        Assert.Equal($"Detector:Streams:{name}", error.Path);
        Assert.DoesNotContain('\n', error.ToString());
    }

    [Fact]
    public void Circles_through_other_streams_are_found_each_way_round()
    {
        IReadOnlyList<SettingsError> errors = Errors(
            ("a", Line("one", "two")),
            ("b", Line("two", "three")),
            ("c", """
                {
                    "Source": { "Bootstrap": "b:9092", "Topics": [ "three" ] },
                    "Alerts": { "Topic": "end", "DeadLetterTopic": "one" }
                }
                """));

        Assert.Equal(["a:Alerts:Topic", "b:Alerts:Topic", "c:Alerts:DeadLetterTopic"],
            errors.Select(error => error.Path["Detector:Streams:".Length..]));
        Assert.Contains("they go to two, which stream b reads, whose alerts go to three, "
            + "which stream c reads, whose dead letters go to one, which it reads", errors[0].Message);
    }

    [Fact]
    public void Streams_that_read_other_streams_alerts_without_a_circle_are_fine() => Assert.Empty(Errors(
        ("a", Line("one", "two")), ("b", Line("two", "three")), ("c", Line("three", "four")), ("d", Line("one", "four"))));

    [Fact]
    public void One_group_does_not_read_a_topic_for_two_streams()
    {
        static string Stream(string brokers, string group, params string[] topics) =>
            $$"""{ "Source": { "Bootstrap": "{{brokers}}", "Group": "{{group}}", "Topics": {{JsonSerializer.Serialize(topics)}} } }""";

        SettingsError error = Assert.Single(Errors(("a", Stream("b", "g", "x", "y")), ("b", Stream("B:9092", "g", "y"))));
        Assert.Equal("Detector:Streams:b:Source:Group", error.Path);
        Assert.Contains("stream a reads y in the group g too", error.Message);
        Assert.Equal("Detector:Streams:b:Source:Group",
            Assert.Single(Errors(("a", "{}"), ("b", Stream("b:9092", "detector.a", "t")))).Path);
        Assert.Empty(Errors(("a", Stream("b", "g", "x")), ("b", Stream("b", "g", "y"))));
        Assert.Empty(Errors(("a", Stream("b", "g", "x")), ("b", Stream("c", "g", "x"))));
        Assert.Empty(Errors(("a", Stream("b", "g", "x")), ("b", Stream("b", "h", "x"))));
    }

    [Fact]
    public void Members_of_one_group_have_names_of_their_own()
    {
        static string Stream(string topic) =>
            $$"""{ "Source": { "Bootstrap": "b", "Group": "g", "InstanceId": "me", "Topics": [ "{{topic}}" ] } }""";

        Assert.Equal("Detector:Streams:b:Source:InstanceId", Assert.Single(Errors(("a", Stream("x")), ("b", Stream("y")))).Path);
    }

    [Fact]
    public void Dead_letters_do_not_go_among_another_streams_alerts() => Assert.Equal(
        "Detector:Streams:a:Alerts:DeadLetterTopic",
        Assert.Single(Errors(("a", """{ "Alerts": { "Topic": "x", "DeadLetterTopic": "alerts" } }"""),
            ("b", """{ "Alerts": { "Topic": "alerts" } }"""))).Path);

    private static string Line(string from, string to) =>
        $$"""{ "Source": { "Bootstrap": "b:9092", "Topics": [ "{{from}}" ] }, "Alerts": { "Topic": "{{to}}" } }""";

    private static IReadOnlyList<SettingsError> Errors(params (string Name, string Changes)[] streams)
    {
        using var file = new TemporaryFile("settings.json", Settings(streams));
        try
        {
            SettingsReader.Load(file.Path);
            return [];
        }
        catch (SettingsException e)
        {
            return e.Errors;
        }
    }

    private static string Settings(params (string Name, string Changes)[] streams) => new JsonObject
    {
        ["Detector"] = new JsonObject
        {
            ["Streams"] = new JsonObject(streams.Select(stream => KeyValuePair.Create(stream.Name, (JsonNode?)Stream(stream.Changes)))),
        },
    }.ToJsonString();

    private static JsonObject Stream(string changes)
    {
        JsonObject stream = JsonNode.Parse(
            """
            {
                "Source": { "Bootstrap": "b:9092", "Topics": [ "t" ] },
                "Schema": { "Fields": [ { "Name": "x" } ] },
                "Alerts": { "Topic": "a" }
            }
            """)!.AsObject();
        foreach ((string name, JsonNode? value) in JsonNode.Parse(changes)!.AsObject())
        {
            stream[name] = value!.DeepClone();
        }

        return stream;
    }
}
