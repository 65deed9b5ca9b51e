using System.CommandLine;
using Detector.Commands.Text;

namespace Detector.Commands;

/// <summary>detector completion.</summary>
internal sealed class CompletionCommand : CliCommand
{
    private readonly Argument<string> _shell = new("SHELL") { Description = "bash, zsh or fish." };

    public CompletionCommand()
        : base(
            "completion",
            "Print a script that has a shell complete detector's commands and options.",
            "detector completion bash > ~/.local/share/bash-completion/completions/detector",
            "detector completion zsh > ~/.detector.zsh",
            "detector completion fish > ~/.config/fish/completions/detector.fish")
    {
        _shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        Add(_shell);
    }

    protected override async Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        IReadOnlyList<CompletionWords> words = CompletionWords.Of(arguments.RootCommandResult.Command);
        await Output(arguments).WriteAsync(arguments.GetValue(_shell) switch
        {
            "fish" => FishCompletion.Script(words),
            "zsh" => BashCompletion.ForZsh(words),
            _ => BashCompletion.Script(words),
        });
        return ExitCode.Success;
    }
}
