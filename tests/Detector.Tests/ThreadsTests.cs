using Detector.TestKit;

namespace Detector.Tests;

/// <summary>A thread that is not told to be a background one keeps its process alive, whatever else has ended.</summary>
public sealed class ThreadsTests
{
    [Fact]
    public void NoThreadOfTheProductKeepsItsProcessAlive()
    {
        (string Path, string Text)[] starting =
        [
            .. from path in Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
               let text = File.ReadAllText(path)
               where text.Contains("Thread(", StringComparison.Ordinal) && text.Contains(".Start()", StringComparison.Ordinal)
               select (path, text),
        ];
        Assert.InRange(starting.Length, 4, 20);
        Assert.All(starting, file => Assert.Contains("IsBackground = true", file.Text, StringComparison.Ordinal));
    }
}
