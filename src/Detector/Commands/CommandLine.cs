using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Detector.Core.Text;
using Detector.Settings;

namespace Detector.Commands;

/// <summary>The program's command line: "detector COMMAND ...".</summary>
internal static class CommandLine
{
    private static readonly Option<bool> Verbose = new("--verbose")
    {
        Description = "Show where in the program an error came from.",
        Recursive = true,
    };

    /// <summary>Runs one command line.</summary>
    /// <param name="args">The words after the program's name.</param>
    /// <param name="output">Where results go.</param>
    /// <param name="error">Where errors and progress go.</param>
    /// <param name="ct">Asks the command to come to an end.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static async Task<int> InvokeAsync(string[] args, TextWriter output, TextWriter error, CancellationToken ct)
    {
        ParseResult arguments = Root().Parse(args);
        var configuration = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null, // signals come through the token
        };
        if (arguments.Action is ParseErrorAction)
        {
            return Refuse(arguments, configuration);
        }

        try
        {
            return await arguments.InvokeAsync(configuration, ct);
        }
        catch (Exception e)
        {
            return Failures.Report(e, arguments.GetValue(Verbose), error, ct);
        }
    }

    internal static RootCommand Root()
    {
        var root = new RootCommand(
            "Finds what is unusual in streams of events: trains an autoencoder on the usual, scores Kafka topics with it, raises alerts.")
        {
            new DemoCommand(),
            new RunCommand(),
            new InitCommand(),
            new TrainCommand(),
            new RetrainCommand(),
            new ScoreCommand(),
            new EvaluateCommand(),
            new PreviewCommand(),
            new ExplainCommand(),
            new GenerateCommand(),
            new ModelsCommand(),
            new ThresholdCommand(),
            new ConfigCommand(),
            new PlanCommand(),
            new SimulateCommand(),
            new ReplayCommand(),
            new CaptureCommand(),
            new CompletionCommand(),
            Verbose,
        };
        foreach (Option option in root.Options)
        {
            if (option is HelpOption { Action: HelpAction help })
            {
                option.Action = new TeachingHelp(help);
            }
        }

        return root;
    }

    private static int Refuse(ParseResult arguments, InvocationConfiguration configuration)
    {
        Command command = arguments.CommandResult.Command;
        if (command.Subcommands.Count > 0 && arguments.UnmatchedTokens.Count == 0)
        {
            arguments.RootCommandResult.Command.Parse([.. arguments.Tokens.Select(t => t.Value), "--help"]).Invoke(configuration);
            return ExitCode.Usage;
        }

        IEnumerable<string> messages = command.Subcommands.Count > 0
            ? arguments.UnmatchedTokens.Take(1)
                .Select(word => $"\"{CommandPath.Of(arguments.CommandResult)}\" has no command or option '{word}'.")
            : arguments.Errors.Select(e => e.Message).Distinct();
        foreach (string message in messages)
        {
            configuration.Error.WriteLine("detector: " + message);
        }

        string[] words = [.. command.Subcommands.Select(c => c.Name), .. command.Options.Select(o => o.Name)];
        if (arguments.UnmatchedTokens.Select(t => Nearest.Of(t, words)).FirstOrDefault(w => w is not null) is { } meant)
        {
            configuration.Error.WriteLine($"Did you mean \"{meant}\"?");
        }

        configuration.Error.WriteLine($"\"{CommandPath.Of(arguments.CommandResult)} --help\" shows how it is used.");
        return ExitCode.Usage;
    }
}
