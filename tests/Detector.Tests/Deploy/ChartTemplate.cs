using System.Text.RegularExpressions;

namespace Detector.Tests.Deploy;

/// <summary>
/// The part of Go's templates that the chart uses; what is not known here throws. No Helm can be had where the tests run.
/// </summary>
internal sealed partial class ChartTemplate
{
    private readonly List<Node> _nodes;

    private ChartTemplate(List<Node> nodes) => _nodes = nodes;

    private abstract record Node;

    private sealed record Text(string Value) : Node;

    private sealed record Print(string Pipeline) : Node;

    private sealed record Define(string Name, ChartTemplate Body) : Node;

    /// <summary>"if", "with" or "range", and what stands between it and its "end".</summary>
    private sealed record Block(string Word, string Pipeline, List<Node> Then, List<Node> Else) : Node;

    public static ChartTemplate Parse(string text)
    {
        // A dash within the braces takes the white space outside of them.
        text = WhiteBefore().Replace(WhiteAfter().Replace(text, "}}"), "{{");
        var open = new Stack<(string Word, string Pipeline, List<Node> Then, List<Node>? Else)>();
        open.Push(("", "", [], null));
        int at = 0;
        foreach (Match action in Action().Matches(text))
        {
            Nodes().Add(new Text(text[at..action.Index]));
            at = action.Index + action.Length;
            string[] words = action.Groups[1].Value.Split(' ', 2, StringSplitOptions.TrimEntries);
            switch (words[0])
            {
                case "if" or "with" or "range" or "define":
                    open.Push((words[0], words[1], [], null));
                    break;
                case "else" when words.Length == 1:
                    open.Push(open.Pop() with { Else = [] });
                    break;
                case "end":
                    var block = open.Pop();
                    Nodes().Add(block.Word == "define"
                        ? new Define(block.Pipeline.Trim('"'), new ChartTemplate(block.Then))
                        : new Block(block.Word, block.Pipeline, block.Then, block.Else ?? []));
                    break;
                case { } word when word.StartsWith("/*", StringComparison.Ordinal):
                    break;
                default:
                    Nodes().Add(new Print(action.Groups[1].Value));
                    break;
            }
        }

        Nodes().Add(new Text(text[at..]));
        return open.Count == 1
            ? new ChartTemplate(open.Pop().Then)
            : throw new FormatException($"{{{{ {open.Peek().Word} }}}} has no end");

        List<Node> Nodes() => open.Peek().Else ?? open.Peek().Then;
    }

    /// <summary>The templates that it defines.</summary>
    public IEnumerable<KeyValuePair<string, ChartTemplate>> Definitions =>
        _nodes.OfType<Define>().Select(define => KeyValuePair.Create(define.Name, define.Body));

    /// <param name="scope">Evaluates what stands in braces.</param>
    /// <param name="dot">What "." is.</param>
    public string Render(ChartScope scope, object? dot) => Render(_nodes, scope, dot);

    private static string Render(List<Node> nodes, ChartScope scope, object? dot) => string.Concat(nodes.Select(node => node switch
    {
        Text text => text.Value,
        Print print => ChartScope.Printed(scope.Evaluate(print.Pipeline, dot)),
        Block block => Render(block, scope, dot),
        _ => "",
    }));

    private static string Render(Block block, ChartScope scope, object? dot)
    {
        object? value = scope.Evaluate(block.Pipeline, dot);
        return !ChartScope.IsTrue(value) ? Render(block.Else, scope, dot)
            : block.Word == "range" ? string.Concat(ChartScope.Items(value).Select(item => Render(block.Then, scope, item)))
            : Render(block.Then, scope, block.Word == "with" ? value : dot);
    }

    [GeneratedRegex(@"\s*\{\{-(?=\s)")]
    private static partial Regex WhiteBefore();

    [GeneratedRegex(@"(?<=\s)-\}\}\s*")]
    private static partial Regex WhiteAfter();

    [GeneratedRegex(@"\{\{\s*(.*?)\s*\}\}", RegexOptions.Singleline)]
    private static partial Regex Action();
}
