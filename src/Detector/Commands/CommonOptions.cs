using System.CommandLine;
using System.Globalization;

namespace Detector.Commands;

/// <summary>Options that several commands have, with the same words.</summary>
internal static class CommonOptions
{
    private const string Formats = " CSV with a header line or JSON lines, plain or packed with gzip, told by its first bytes; - is "
        + "the standard input. Of frames: a folder of pictures, a video, an idx file or raw frames.";
    private const StringSplitOptions SplitNames = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;

    public static Option<string?> Config() => new("--config", "-c")
    {
        Description = "The settings file. Default: appsettings.json in the working directory.",
        HelpName = "FILE",
    };

    public static Option<string?> Registry() => new("--registry", "-r")
    {
        Description = "The directory, or s3://BUCKET/PREFIX, that holds the models. Default: what the settings say, else models.",
        HelpName = "DIR",
    };

    public static Option<string> Stream() => new("--stream", "-s")
    {
        Description = "The stream's name in the settings.",
        HelpName = "NAME",
        Required = true,
    };

    /// <summary>One or several files of rows.</summary>
    public static Option<string[]> Input(string description) => new("--input", "-i")
    {
        Description = description + Formats,
        HelpName = "FILE",
        Required = true,
        AllowMultipleArgumentsPerToken = true,
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>One file of rows.</summary>
    public static Option<string> OneInput(string description) => new("--input", "-i")
    {
        Description = description + Formats, HelpName = "FILE", Required = true,
    };

    /// <summary>The names that an option lists with commas between.</summary>
    public static string[] Names(ParseResult arguments, Option<string[]> option) =>
        [.. (arguments.GetValue(option) ?? []).SelectMany(list => list.Split(',', SplitNames))];

    /// <summary>The width and height that an option names; null where it names none.</summary>
    /// <exception cref="CommandException">It names something else.</exception>
    public static (int Width, int Height)? Size(ParseResult arguments, Option<string?> option)
    {
        string? text = arguments.GetValue(option);
        string[] parts = text?.Split('x', 'X') ?? [];
        return text is null ? null
            : parts.Length == 2
                && int.TryParse(parts[0], out int width) && width is > 0 and <= 8192
                && int.TryParse(parts[1], out int height) && height is > 0 and <= 8192
                ? (width, height)
                : throw new CommandException($"{option.Name} is '{text}'; a size is width x height in pixels, such as 64x32");
    }

    /// <summary>Where a film's or a simulation's clock starts.</summary>
    public static Option<DateTimeOffset?> Start(string description) => new("--start")
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
            {
                result.AddError($"--start: '{text}' is not a time; one looks like 2026-01-05 or 2026-01-05T08:00:00Z.");
            }

            return time;
        },
    };

    public static Option<string?> Version() => new("--version")
    {
        Description = "A version of the model. Default: the one that serves.", HelpName = "VERSION",
    };

    public static Option<bool> Json() => new("--json") { Description = "Print JSON instead of a table." };

    public static Option<string?> Why() => new("--why")
    {
        Description = "The reason, for \"detector models history\".", HelpName = "TEXT",
    };
}
