using System.CommandLine;
using System.Text.Json;
using System.Text.RegularExpressions;
using Detector.Commands;
using Detector.TestKit;

namespace Detector.Tests.Deploy;

/// <summary>The image's recipe, as far as it can be judged without building it; deploy/check-image.sh carries it out.</summary>
public sealed class ImageTests
{
    private static readonly (string Name, string Words)[] _steps = [.. Regex.Replace(Shipped.Text("Dockerfile"), @"\\\n\s*", " ")
        .Split('\n')
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split(' ', 2)).Select(words => (words[0], words[1]))];

    private static readonly int _last = Array.FindLastIndex(_steps, step => step.Name == "FROM");

    [Fact]
    public void EveryImageThatItIsMadeFromIsOneVersion()
    {
        (string Name, string Words)[] images = [.. _steps.Where(step => step.Name == "FROM")];
        Assert.Equal(2, images.Length);
        Assert.All(images, image => Assert.Matches(@"^\S+:\d+\.\d+(\.\d+)?-\w+( AS \w+)?$", image.Words));
    }

    [Fact]
    public void AllThatTheBuildNeedsIsCopiedAndNothingElseIsSeen()
    {
        string[] copied = [.. _steps.Where(step => step.Name == "COPY" && !step.Words.StartsWith("--from", StringComparison.Ordinal))
            .SelectMany(step => step.Words.Split(' ')[..^1])];
        string[] seen = [.. Shipped.Text("Dockerfile.dockerignore").Split('\n')
            .Where(line => line.StartsWith('!')).Select(line => line[1..])];

        Assert.Equal(copied.Order(), seen.Order());
        Assert.All(copied, name => Assert.True(Path.Exists(Path.Combine(Repository.Root, name)), name));
        // What MSBuild looks for above the sources.
        string[] asked = [.. Directory.GetFiles(Repository.Root).Select(Path.GetFileName).OfType<string>()
            .Where(name => name.StartsWith("Directory.", StringComparison.Ordinal) || name == "BannedSymbols.txt")];
        Assert.Subset(copied.ToHashSet(), asked.ToHashSet());
    }

    [Fact]
    public void ItRunsAsNobodyInParticularAndHearsItsSignals()
    {
        (string Name, string Words)[] steps = _steps[_last..];
        Assert.Matches("^[1-9][0-9]{4}:[1-9][0-9]{4}$", Only("USER"));
        string[] entry = Exec(Only("ENTRYPOINT"));
        Assert.Equal($"{Only("COPY").Split(' ')[^1]}/detector", Assert.Single(entry)); // no shell between, which would keep the signals
        ParseResult command = CommandLine.Root().Parse(Exec(Only("CMD")));
        Assert.Empty(command.Errors);
        Assert.IsType<RunCommand>(command.CommandResult.Command);
        Assert.Contains("/healthz", Only("HEALTHCHECK"), StringComparison.Ordinal);
        Assert.NotEmpty(Exec(Only("HEALTHCHECK").Split("CMD ")[1]));
        Assert.Contains($"Detector__Registry={Only("VOLUME")}/", Only("ENV"), StringComparison.Ordinal);

        string Only(string name) => Assert.Single(steps, step => step.Name == name).Words;
    }

    private static string[] Exec(string words) => JsonSerializer.Deserialize<string[]>(words)!;
}
