using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Detector.Settings;

namespace Detector.Tests.Settings;

public class SettingsEditorTests
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static TheoryData<string> Files =>
    [
        "{}",
        "{ }\n",
        "{\n  // nothing yet\n}\n",
        """{ "Detector": {} }""",
        """{ "Detector": null, "Logging": { "LogLevel": { "Default": "Debug" } } }""",
        """{ "Detector": { "Registry": "x" } }""",
        """
        { "Logging": {}, /* a */ "Detector": { "Registry": "x" /* , */ , // why, oh
            } }
        """,
        """{ "detector": { "streams": { "a": { "Batch": { "Size": 1 } } /* last */ } }, }""",
        """
        {
          "Detector": {
            "Streams": {
              "a": { "x": [ 1, { "y": "}" } ] }, // kept
            }
          }
        }
        """,
        """{ "Detector": { "Streams": { "other": {}, "New": { "Old": true } }, "Registry": "x" } }""",
    ];

    [Theory]
    [MemberData(nameof(Files))]
    public void The_stream_is_there_afterwards_and_all_else_is_as_before(string text)
    {
        var section = new JsonObject { ["Source"] = new JsonObject { ["Topics"] = new JsonArray("t") } };
        JsonObject expected = Parse(text);
        JsonObject streams = Child(Child(expected, "Detector"), "Streams");
        streams.Remove(Key(streams, "new"));
        streams.Add("new", section.DeepClone());

        string edited = SettingsEditor.WithStream(text, "new", section);

        Assert.True(SettingsEditor.HasStream(edited, "new"));
        Assert.Equal(Normal(expected), Normal(Parse(edited)));
        Assert.All(Regex.Matches(text, @"//[^\n]*|/\*.*?\*/"), comment => Assert.Contains(comment.Value, edited));
        Assert.Equal(edited, SettingsEditor.WithStream(edited, "new", section));
    }

    [Fact]
    public void A_new_file_reads_well()
    {
        var section = new JsonObject
        {
            ["Schema"] = new JsonObject
            {
                ["Columns"] = new JsonArray([.. Enumerable.Range(0, 30).Select(i => JsonValue.Create($"column{i}"))]),
                ["Fields"] = new JsonArray(new JsonObject { ["Name"] = "a" }, new JsonObject { ["Name"] = "ä", ["Log1p"] = true }),
            },
            ["Alerts"] = new JsonObject { ["Topic"] = "t" },
        };

        Assert.Equal(
            """
            {
              "Detector": {
                "Streams": {
                  "cards": {
                    "Schema": {
                      "Columns": [
                        "column0", "column1", "column2", "column3", "column4", "column5", "column6", "column7", "column8",
                        "column9", "column10", "column11", "column12", "column13", "column14", "column15", "column16", "column17",
                        "column18", "column19", "column20", "column21", "column22", "column23", "column24", "column25", "column26",
                        "column27", "column28", "column29"
                      ],
                      "Fields": [
                        { "Name": "a" },
                        { "Name": "ä", "Log1p": true }
                      ]
                    },
                    "Alerts": { "Topic": "t" }
                  }
                }
              }
            }

            """,
            SettingsEditor.WithStream("{}\n", "cards", section));
    }

    private static JsonObject Parse(string text) => JsonNode.Parse(text, documentOptions: Lenient)!.AsObject();

    private static string Key(JsonObject parent, string name) =>
        parent.Select(p => p.Key).FirstOrDefault(k => k.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? name;

    private static JsonObject Child(JsonObject parent, string name)
    {
        string key = Key(parent, name);
        if (parent[key] is not JsonObject child)
        {
            child = [];
            parent[key] = child;
        }

        return child;
    }

    // Without regard to the order of an object's properties.
    private static string Normal(JsonNode? node) => node switch
    {
        JsonObject o => "{" + string.Join(",", o.OrderBy(p => p.Key.ToLowerInvariant(), StringComparer.Ordinal)
            .Select(p => $"{p.Key.ToLowerInvariant()}:{Normal(p.Value)}")) + "}",
        JsonArray a => "[" + string.Join(",", a.Select(Normal)) + "]",
        _ => node?.ToJsonString() ?? "null",
    };
}
