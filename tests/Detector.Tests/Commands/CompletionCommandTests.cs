using System.Diagnostics;
using Detector.TestKit;

namespace Detector.Tests.Commands;

public sealed class CompletionCommandTests : IDisposable
{
    private readonly TemporaryFile _script = new("detector.bash");

    [Fact]
    public async Task Bash_completes_commands_options_values_and_files()
    {
        (int code, string script, string error) = await Cli.RunAsync("completion", "bash");
        Assert.True(code == 0, error);
        await File.WriteAllTextAsync(_script.Path, script);
        await File.WriteAllTextAsync(_script.Beside("my settings.json"), "{}");
        (string[] Words, string[] Expected)[] cases =
        [
            (["con"], ["config"]),
            (["config", ""], ["check", "schema", "--help", "--verbose"]),
            (["config", "ch"], ["check"]),
            (["models", "pro"], ["promote"]),
            (["run", "--con"], ["--config"]),
            (["run", "--config", "x.json", "--reg"], ["--registry"]),
            (["train", "--stream", "config", "--fam"], ["--family"]), // what an option is given is no command
            (["run", "--config", _script.Beside("my")], [_script.Beside("my settings.json")]),
            (["retrain", "--stream", ""], []),
            (["completion", "f"], ["fish"]),
        ];
        string lines = string.Join('\n', cases.Select(one =>
            $"try {string.Join(' ', one.Words.Select(word => $"'{word}'"))}"));

        string printed = await RunAsync("bash", $$"""
            source '{{_script.Path}}'
            complete -p detector
            try() { COMP_WORDS=(detector "$@") COMP_CWORD=$#; _detector; printf '%s|' "${COMPREPLY[@]}"; echo; }
            {{lines}}
            """);

        Assert.Equal(
            ["complete -F _detector detector", .. cases.Select(one => string.Join('|', one.Expected) + "|")],
            printed.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData("zsh", "compdef() { }; source FILE; (( $+functions[_detector] )) && print check", "check\n")]
    [InlineData(
        "fish", "source FILE; complete -C 'detector run --reg'",
        "--registry\tThe directory, or s3://BUCKET/PREFIX, that holds the models\n")]
    public async Task The_others_take_their_scripts(string shell, string command, string printed)
    {
        (_, string script, _) = await Cli.RunAsync("completion", shell);
        Assert.Contains("promote", script, StringComparison.Ordinal);
        Assert.SkipUnless(File.Exists("/usr/bin/" + shell), $"no {shell} here");
        await File.WriteAllTextAsync(_script.Path, script);
        Assert.Equal(printed, await RunAsync(shell, null, "-c", command.Replace("FILE", _script.Path, StringComparison.Ordinal)));
    }

    public void Dispose() => _script.Dispose();

    private static async Task<string> RunAsync(string shell, string? input, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(shell, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        string output = await process.StandardOutput.ReadToEndAsync();
        Assert.Empty(await error);
        return output;
    }
}
