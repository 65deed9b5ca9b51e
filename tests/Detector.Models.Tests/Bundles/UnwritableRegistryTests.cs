using System.Diagnostics;
using System.Runtime.InteropServices;
using Detector.Models.Bundles;

namespace Detector.Models.Tests.Bundles;

/// <summary>A disk that is full, or not to be written to: it is said at once, and nothing is left behind. A limit on the size of files,
/// which is the whole process's, is the full disk.</summary>
[Collection(ProcessState.Name)]
public sealed partial class UnwritableRegistryTests : IDisposable
{
    private const int FileSize = 1; // RLIMIT_FSIZE
    private const int FileSizeSignal = 25; // SIGXFSZ

    private static readonly Change Change = new("test", "tried");

    private readonly RegistryFolder _folder = new();
    private readonly ModelRegistry _registry;

    public UnwritableRegistryTests() => _registry = new(_folder.Path, TimeProvider.System);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2000)]
    [InlineData(20_000)]
    public void ASaveThatFailsLeavesNothingOnTheFullDisk(ulong size)
    {
        string before = _registry.Save("s", TrainedOnce.Model);
        BundleException error;
        using (Limit(size))
        {
            error = Assert.Throws<BundleException>(() => _registry.Save("s", TrainedOnce.Model));
        }

        Assert.Contains($"The model of s cannot be saved in {_folder.Path}", error.Message);
        Assert.Equal([before], Directory.EnumerateDirectories(Path.Combine(_folder.Path, "s")).Select(Path.GetFileName));
    }

    [Fact]
    public void AFullDiskIsKnownBeforeATraining()
    {
        using (Limit(100))
        {
            Assert.Contains("Models of s cannot be saved", Assert.Throws<BundleException>(() => _registry.CheckWritable("s")).Message);
        }

        _registry.CheckWritable("s");
        Assert.Equal([".lock"], Directory.EnumerateFileSystemEntries(Path.Combine(_folder.Path, "s")).Select(Path.GetFileName));
    }

    [Fact]
    public void APromotionThatFailsOnTheFullDiskLeavesWhatServesAndTheHistory()
    {
        string[] versions = [_registry.Save("s", TrainedOnce.Model), _registry.Save("s", TrainedOnce.Model)];
        _registry.Promote("s", versions[0], Change);
        using (Limit(8))
        {
            Assert.Throws<BundleException>(() => _registry.Promote("s", versions[1], Change));
        }

        Assert.Equal(versions[0], _registry.Read("s", RegistryPointer.Current));
        Assert.Single(_registry.History("s").Moves);
        Assert.DoesNotContain(Directory.EnumerateFiles(Path.Combine(_folder.Path, "s")), file => file.EndsWith(".partial"));
        _registry.Promote("s", versions[1], Change);
        Assert.Equal(versions[1], _registry.Load("s").Version);
    }

    [Fact]
    public void ALockThatCannotBeMadeIsNotWaitedFor()
    {
        string version = _registry.Save("s", TrainedOnce.Model);
        File.Delete(Path.Combine(_folder.Path, "s", ".lock"));
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "s", ".lock"), "/nowhere/at/all");
        Action[] changes =
        [
            () => _registry.Promote("s", version, Change),
            () => _registry.Challenge("s", version, Change),
            () => _registry.Save("s", TrainedOnce.Model),
            () => _registry.CheckWritable("s"),
        ];

        foreach (Action change in changes)
        {
            long start = Stopwatch.GetTimestamp();
            Assert.Contains($"{Path.Combine(_folder.Path, "s")} cannot be written", Assert.Throws<BundleException>(change).Message);
            Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 20);
        }
    }

    private static Limited Limit(ulong size)
    {
        _ = Signal(FileSizeSignal, 1); // SIG_IGN: a write fails instead
        Assert.Equal(0, GetLimit(FileSize, out Limits before));
        Set(before with { Soft = size });
        return new Limited(before);
    }

    private static void Set(Limits limits) => Assert.Equal(0, SetLimit(FileSize, limits));

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limits limits);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, in Limits limits);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Signal(int signal, nint handler);

    private readonly record struct Limits(ulong Soft, ulong Hard);

    private sealed class Limited(Limits before) : IDisposable
    {
        public void Dispose() => Set(before);
    }
}
