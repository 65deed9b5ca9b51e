using System.Text;

namespace Detector.Commands.Text;

/// <summary>A script by which fish completes the command line.</summary>
internal static class FishCompletion
{
    public static string Script(IReadOnlyList<CompletionWords> all)
    {
        var script = new StringBuilder("# Made by \"detector completion fish\".\nfunction __detector_is\n    set -l path detector\n");
        script.Append("    for word in (commandline -opc)[2..-1]\n        switch \"$path $word\"\n            case ")
            .AppendJoin(' ', all.Skip(1).Select(one => Quoted(one.Path)))
            .Append("\n                set path \"$path $word\"\n        end\n    end\n    test \"$path\" = \"$argv[1]\"\nend\n");
        foreach (CompletionWords one in all)
        {
            string line = $"complete -c detector -n {Quoted($"__detector_is \"{one.Path}\"")}";
            foreach (var command in one.Commands)
            {
                script.Append($"{line} -f -a {Quoted(command.Name)} -d {Quoted(Short(command.Description ?? ""))}\n");
            }

            foreach (string value in one.Values)
            {
                script.Append($"{line} -f -a {Quoted(value)}\n");
            }

            foreach (CompletionOption option in one.Options)
            {
                script.Append(line).Append(' ').AppendJoin(' ', option.Names.Select(Flag))
                    .Append(!option.TakesValue ? " -f" : option.Values.Count > 0 ? $" -x -a {Quoted(string.Join(' ', option.Values))}"
                        : option.IsPath ? " -r -F" : " -x")
                    .Append($" -d {Quoted(Short(option.Description))}\n");
            }
        }

        return script.ToString();
    }

    private static string Flag(string name) =>
        name.StartsWith("--", StringComparison.Ordinal) ? $"-l {Quoted(name[2..])}" : $"-s {Quoted(name[1..])}";

    // Its first sentence: a line of a list.
    private static string Short(string description) => description.Split(". ")[0].TrimEnd('.');

    private static string Quoted(string text) =>
        $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";
}
