using Detector.Streams.State;

namespace Detector.Streams.Tests.State;

/// <summary>Which groups have started, as files.</summary>
public sealed class GroupStartFilesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("detector-starts-");

    [Fact]
    public void WhatIsNotedIsKnownToWhoeverHasTheFolderAndNothingElseIs()
    {
        string folder = Path.Combine(_folder.FullName, "cards", "state"); // not there yet
        var starts = new GroupStartFiles(folder);
        Assert.False(starts.Has("c", "g"));
        starts.Note("c", "g");
        starts.Note("c", "g");
        starts.Note("c", "../a/ü \0?*");

        var others = new GroupStartFiles(folder);
        Assert.True(others.Has("c", "g"));
        Assert.True(others.Has("c", "../a/ü \0?*"));
        (string Cluster, string Group)[] unknown = [("c", "G"), ("d", "g"), ("cg", ""), ("", "cg"), ("g", "c")];
        Assert.All(unknown, other => Assert.False(others.Has(other.Cluster, other.Group)));
        Assert.Equal(2, Directory.GetFiles(folder).Length);
        Assert.Equal([folder], Directory.GetDirectories(Path.GetDirectoryName(folder)!)); // nothing elsewhere
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
