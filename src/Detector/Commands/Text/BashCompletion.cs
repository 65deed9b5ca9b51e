using System.Text;

namespace Detector.Commands.Text;

/// <summary>A script by which bash, and zsh as bash would, completes the command line.</summary>
internal static class BashCompletion
{
    public static string Script(IReadOnlyList<CompletionWords> all)
    {
        var script = new StringBuilder("# Made by \"detector completion bash\".\n_detector() {\n");
        script.Append("    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n");
        script.Append("    local path=detector words i IFS=$' \\t\\n'\n");
        script.Append("    for ((i = 1; i < COMP_CWORD; i++)); do\n        case \"$path ${COMP_WORDS[i]}\" in\n            ");
        script.AppendJoin(" | ", all.Skip(1).Select(one => Quoted(one.Path))).Append(") path=\"$path ${COMP_WORDS[i]}\" ;;\n");
        script.Append("        esac\n    done\n    COMPREPLY=()\n    case \"$path $before\" in\n");
        foreach (CompletionWords one in all)
        {
            foreach (CompletionOption option in one.Options.Where(option => option.TakesValue))
            {
                script.Append("        ").AppendJoin(" | ", option.Names.Select(name => Quoted($"{one.Path} {name}"))).Append(") ")
                    .Append(option.Values.Count > 0 ? $"COMPREPLY=($(compgen -W {Quoted(string.Join(' ', option.Values))} -- \"$word\")); "
                        : option.IsPath ? "IFS=$'\\n'; compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- \"$word\")); "
                        : "")
                    .Append("return ;;\n");
            }
        }

        script.Append("    esac\n    case $path in\n");
        foreach (CompletionWords one in all)
        {
            IEnumerable<string> words = [.. one.Commands.Select(command => command.Name), .. one.Values,
                .. one.Options.Select(option => option.Names.MaxBy(name => name.Length)!)];
            script.Append($"        {Quoted(one.Path)}) words={Quoted(string.Join(' ', words))} ;;\n");
        }

        script.Append("    esac\n    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n}\ncomplete -F _detector detector\n");
        return script.ToString();
    }

    public static string ForZsh(IReadOnlyList<CompletionWords> all) =>
        "autoload -Uz compinit bashcompinit\n(( $+functions[compdef] )) || compinit\nbashcompinit\n" + Script(all);

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
