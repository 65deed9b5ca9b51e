using System.Diagnostics;
using System.Runtime.Versioning;
using Detector.TestKit;

namespace Detector.Tests.Installing;

/// <summary>run.sh install, with a dotnet that publishes a copy of "sleep" for Detector; each test in a folder of its own.</summary>
[SupportedOSPlatform("linux")]
public sealed class InstallTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("detector-install-").FullName;

    public InstallTests()
    {
        Directory.CreateDirectory(In("sdk"));
        File.WriteAllText(In("sdk/dotnet"), """
            #!/bin/sh
            [ "$1" = publish ] || { echo '10.0.100 [/nowhere]'; exit; }
            for last; do :; done
            cp "$(command -v sleep)" "$last/detector"
            [ -z "$FAILS" ]
            """);
        File.SetUnixFileMode(In("sdk/dotnet"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    private string Link => In("bin/detector");

    [Fact]
    public async Task ItPutsALinkWhereItIsTold()
    {
        string said = await Install(0);
        Assert.Equal(Assert.Single(Programs()), Path.GetDirectoryName(Target()));
        Assert.Contains(Link, said);
        Assert.Contains($"export PATH=\"{In("bin")}:", said);
    }

    [Fact]
    public async Task AnOlderOneIsReplacedButNotWhileItRuns()
    {
        await Install(0);
        string first = Programs()[0];
        using (Process running = Process.Start(Link, "600"))
        {
            await Install(0);
            Assert.Equal(2, Programs().Length);
            Assert.NotEqual(first, Path.GetDirectoryName(Target()));
            Assert.False(running.HasExited);
            running.Kill();
            await running.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await Install(0);
        Assert.Equal(Assert.Single(Programs()), Path.GetDirectoryName(Target()));
    }

    [Fact]
    public async Task WhereItCannotBePublishedTheOldOneStays()
    {
        await Install(0);
        string before = Target();
        Assert.Contains("could not be published", await Install(1, ("FAILS", "yes")));
        Assert.Equal(before, Target());
        Assert.Single(Programs());
        Assert.Equal([Link], Directory.GetFileSystemEntries(In("bin")));
    }

    [Fact]
    public async Task WhereItCannotWriteItSaysSoInOneSentence()
    {
        File.WriteAllText(In("bin"), "a file");
        string said = await Install(1);
        Assert.StartsWith($"{In("bin")} cannot be written to", said);
        Assert.Single(said.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task AnotherProgramOfThatNameIsLeftAlone()
    {
        Directory.CreateDirectory(In("bin"));
        File.WriteAllText(Link, "mine");
        Assert.Contains("move it away", await Install(1));
        Assert.Equal("mine", File.ReadAllText(Link));
    }

    [Fact]
    public async Task AnotherOneThatComesFirstOnThePathIsTold()
    {
        File.Copy("/usr/bin/env", In("sdk/detector"));
        Assert.Contains($"comes first on your PATH: {In("sdk/detector")}", await Install(0));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string In(string name) => Path.Combine(_folder, name);

    private string Target() => File.ResolveLinkTarget(Link, returnFinalTarget: true)!.FullName;

    private string[] Programs() => Directory.GetDirectories(In("lib/detector"));

    // Through a link to run.sh, as one has it who keeps his own scripts elsewhere.
    private async Task<string> Install(int exitCode, params (string Name, string Value)[] variables)
    {
        File.Delete(In("run"));
        File.CreateSymbolicLink(In("run"), Path.Combine(Repository.Root, "run.sh"));
        var environment = new Dictionary<string, string?> { ["PATH"] = $"{In("sdk")}:/usr/bin:/bin" };
        foreach ((string name, string value) in variables)
        {
            environment[name] = value;
        }

        (int ended, string said) = await Script.RunAsync(In("run"), _folder, environment, "install", In("bin"));
        Assert.True(ended == exitCode, said);
        return said;
    }
}
