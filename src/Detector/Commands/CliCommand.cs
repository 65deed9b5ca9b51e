using System.CommandLine;

namespace Detector.Commands;

/// <summary>A command with examples in its help.</summary>
internal abstract class CliCommand : Command
{
    /// <param name="name">Its word on the command line.</param>
    /// <param name="description">What it does, in one sentence.</param>
    /// <param name="examples">Whole command lines that show it.</param>
    protected CliCommand(string name, string description, params string[] examples)
        : base(name, description)
    {
        Examples = examples;
        SetAction((arguments, ct) =>
        {
            OpenSsl.Require();
            return RunAsync(arguments, ct);
        });
    }

    public IReadOnlyList<string> Examples { get; }

    protected void Add(params ReadOnlySpan<Option> options)
    {
        foreach (Option option in options)
        {
            Options.Add(option);
        }
    }

    /// <summary>Refuses values of an option.</summary>
    protected static void Check<T>(Option<T> option, Func<T?, bool> isRight, string rule) => option.Validators.Add(result =>
    {
        if (!isRight(result.GetValueOrDefault<T>()))
        {
            result.AddError($"{option.Name} {rule}.");
        }
    });

    /// <summary>Refuses options that would say nothing beside another one.</summary>
    /// <exception cref="UsageException">One of them is on the command line.</exception>
    protected static void Refuse(ParseResult arguments, string why, params ReadOnlySpan<Option> options)
    {
        foreach (Option option in options)
        {
            if (arguments.GetResult(option) is { Implicit: false })
            {
                throw new UsageException($"{option.Name} {why}");
            }
        }
    }

    /// <returns>An <see cref="ExitCode"/>.</returns>
    protected abstract Task<int> RunAsync(ParseResult arguments, CancellationToken ct);

    protected static TextWriter Output(ParseResult arguments) => arguments.InvocationConfiguration.Output;

    protected static TextWriter Error(ParseResult arguments) => arguments.InvocationConfiguration.Error;
}
