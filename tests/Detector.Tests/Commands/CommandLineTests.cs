using System.CommandLine;
using Detector.Commands;

namespace Detector.Tests.Commands;

public class CommandLineTests
{
    [Fact]
    public async Task A_wrong_word_is_a_usage_error_that_names_the_right_one()
    {
        (int code, string output, string error) = await Cli.RunAsync("config", "chek");

        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Equal(
            ["\"detector config\" has no command or option 'chek'.", "Did you mean \"check\"?",
                "\"detector config --help\" shows how it is used."],
            Lines(error).Select(l => l.Replace("detector: ", "")));
    }

    [Fact]
    public async Task Without_a_command_the_help_is_shown_as_a_usage_error()
    {
        (int code, string output, _) = await Cli.RunAsync();

        Assert.Equal(2, code);
        Assert.Contains("Commands:", output);
    }

    [Theory]
    [InlineData("simulate", "transactions", "--count", "0")]
    [InlineData("simulate", "transactions", "--fraud-rate", "0.7")]
    [InlineData("simulate", "transactions", "--start", "yesterday")]
    [InlineData("simulate", "transactions", "--topic", "t")]
    [InlineData("config", "check", "--what")]
    public async Task A_wrong_option_is_a_usage_error(params string[] args)
    {
        (int code, _, string error) = await Cli.RunAsync(args);

        Assert.Equal(2, code);
        Assert.Contains(args[2], error);
    }

    [Fact]
    public void Every_command_has_examples_that_parse()
    {
        RootCommand root = CommandLine.Root();
        CliCommand[] commands = [.. Descendants(root).OfType<CliCommand>()];
        Assert.NotEmpty(commands);
        foreach (CliCommand command in commands)
        {
            Assert.NotEmpty(command.Examples);
            Assert.All(command.Examples, example =>
            {
                string line = example.Split('>')[0].Split('|')[0];
                ParseResult result = root.Parse(line["detector ".Length..]);
                Assert.Empty(result.Errors);
                Assert.Same(command, result.CommandResult.Command);
            });
        }
    }

    private static IEnumerable<Command> Descendants(Command command) => command.Subcommands.SelectMany(c => Descendants(c).Prepend(c));

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
