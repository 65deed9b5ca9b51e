using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Serialization;

namespace Detector.Tests.Deploy;

/// <summary>What stands in a template's braces: paths, literals, pipelines, and the functions of Helm that the chart uses.</summary>
/// <param name="root">".Values", ".Release", ".Chart".</param>
/// <param name="folder">The chart's, for ".Files".</param>
/// <param name="defined">Templates by name.</param>
internal sealed partial class ChartScope(JsonObject root, string folder, IReadOnlyDictionary<string, ChartTemplate> defined)
{
    private static readonly ISerializer Yaml = new SerializerBuilder().WithQuotingNecessaryStrings().Build();

    public static bool IsTrue(object? value) => value switch
    {
        null or false or "" or 0L => false,
        JsonArray list => list.Count > 0,
        JsonObject map => map.Count > 0,
        object?[] list => list.Length > 0,
        _ => true,
    };

    public static IEnumerable<object?> Items(object? value) => value as object?[] ?? ((JsonArray)value!).Select(Plain);

    public static string Printed(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        string or long => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        _ => throw new FormatException($"{value} is printed as Go prints it; toYaml is meant"),
    };

    public object? Evaluate(string pipeline, object? dot)
    {
        List<string> tokens = [.. Token().Matches(pipeline).Select(match => match.Value)];
        int at = 0;
        object? value = Pipeline(tokens, ref at, dot);
        return at == tokens.Count ? value : throw new FormatException($"{pipeline}: {tokens[at]} is not understood");
    }

    private object? Pipeline(List<string> tokens, ref int at, object? dot)
    {
        object? value = Command(tokens, ref at, dot, isPiped: false, null);
        while (at < tokens.Count && tokens[at] == "|")
        {
            at++;
            value = Command(tokens, ref at, dot, isPiped: true, value);
        }

        return value;
    }

    private object? Command(List<string> tokens, ref int at, object? dot, bool isPiped, object? piped)
    {
        string first = tokens[at];
        if (!char.IsLetter(first[0]) && !first.EndsWith(".Files.Get", StringComparison.Ordinal))
        {
            return isPiped ? throw new FormatException($"{first} is no function") : Operand(tokens, ref at, dot);
        }

        at++;
        var arguments = new List<object?>();
        while (at < tokens.Count && tokens[at] is not ("|" or ")"))
        {
            arguments.Add(Operand(tokens, ref at, dot));
        }

        return Call(first, isPiped ? [.. arguments, piped] : [.. arguments]);
    }

    private object? Operand(List<string> tokens, ref int at, object? dot)
    {
        string token = tokens[at++];
        if (token == "(")
        {
            object? value = Pipeline(tokens, ref at, dot);
            return tokens[at++] == ")" ? value : throw new FormatException("a parenthesis is not closed");
        }

        return token[0] switch
        {
            '"' => JsonSerializer.Deserialize<string>(token),
            '$' => Path(root, token[1..]),
            '.' => Path(dot, token),
            >= '0' and <= '9' => long.Parse(token, CultureInfo.InvariantCulture),
            _ => throw new FormatException($"'{token}' is not understood"),
        };
    }

    private static object? Path(object? from, string path) => path.Split('.', StringSplitOptions.RemoveEmptyEntries).Aggregate(
        from,
        (value, name) => value is JsonObject map ? Plain(map[name]) : throw new FormatException($"{path}: nothing has a {name} there"));

    private object? Call(string function, object?[] a) => function switch
    {
        ".Files.Get" or "$.Files.Get" => File.ReadAllText(System.IO.Path.Combine(folder, (string)a[0]!)),
        "include" => defined[(string)a[0]!].Render(this, a[1]),
        "toYaml" => Yaml.Serialize(Tree((JsonNode)a[0]!)).TrimEnd('\n'),
        "nindent" => Indented((long)a[0]!, (string)a[1]!),
        "quote" => JsonSerializer.Serialize(Printed(a[0])),
        "default" => IsTrue(a[1]) ? a[1] : a[0],
        "required" => IsTrue(a[1]) ? a[1] : throw new FormatException((string)a[0]!),
        "eq" => Equals(a[0], a[1]),
        "not" => !IsTrue(a[0]),
        "and" => a.FirstOrDefault(value => !IsTrue(value)) is var wrong && a.All(IsTrue) ? a[^1] : wrong,
        "int" => (long)a[0]!,
        "list" => a,
        "printf" when a.Length == 2 => ((string)a[0]!).Replace("%s", (string)a[1]!, StringComparison.Ordinal),
        "sha256sum" => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes((string)a[0]!))),
        _ => throw new FormatException($"there is no function {function}"),
    };

    private static string Indented(long spaces, string text)
    {
        string margin = "\n" + new string(' ', (int)spaces);
        return margin + text.Replace("\n", margin, StringComparison.Ordinal);
    }

    private static object? Plain(JsonNode? node) => node switch
    {
        JsonValue value when value.TryGetValue(out string? text) => (object)text, // else all become JsonNode
        JsonValue value when value.TryGetValue(out bool flag) => flag,
        JsonValue value => value.GetValue<JsonElement>().GetInt64(),
        _ => node,
    };

    private static object? Tree(JsonNode? node) => node switch
    {
        JsonObject map => map.ToDictionary(pair => pair.Key, pair => Tree(pair.Value)),
        JsonArray list => list.Select(Tree).ToArray(),
        _ => Plain(node),
    };

    [GeneratedRegex("""
        "(?:\\.|[^"\\])*"|[|()]|[^\s|()]+
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Token();
}
