using System.IO.Compression;
using System.IO.Pipes;
using Detector.Data.Files;
using Detector.TestKit;

namespace Detector.Data.Tests.Files;

public class OutputFileTests
{
    [Fact]
    public void A_file_takes_its_place_when_it_is_whole()
    {
        using var file = new TemporaryFile("out.csv", "before");
        using (var output = new OutputFile(file.Path, TextWriter.Null))
        {
            output.Writer.Write(new string('x', 100_000));
            output.Writer.Flush();
            Assert.Equal("before", File.ReadAllText(file.Path));
            output.Complete();
        }

        Assert.Equal(new string('x', 100_000), File.ReadAllText(file.Path));
        Assert.Equal([file.Path], Files(file));
    }

    [Theory]
    [InlineData("before")]
    [InlineData(null)]
    public void Of_one_that_was_not_completed_nothing_is_left(string? before)
    {
        using var file = new TemporaryFile("out.csv", before);
        using (var output = new OutputFile(file.Path, TextWriter.Null))
        {
            output.Writer.Write(new string('x', 100_000));
        }

        Assert.Equal(before is null ? [] : [file.Path], Files(file));
        Assert.Equal(before, before is null ? null : File.ReadAllText(file.Path));
    }

    [Fact]
    public void A_name_that_ends_in_gz_is_packed()
    {
        using var file = new TemporaryFile("out.csv.gz");
        Write(file.Path, "a,b\n");

        using var unpacked = new StreamReader(new GZipStream(File.OpenRead(file.Path), CompressionMode.Decompress));
        Assert.Equal("a,b\n", unpacked.ReadToEnd());
    }

    [Fact]
    public void A_link_and_a_files_mode_stay()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var file = new TemporaryFile("out.csv", "before");
        File.CreateSymbolicLink(file.Beside("link.csv"), file.Path);
        const UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.SetUnixFileMode(file.Path, mode);

        Write(file.Beside("link.csv"), "after");

        Assert.Equal(("after", mode), (File.ReadAllText(file.Path), File.GetUnixFileMode(file.Path)));
        Assert.Equal(file.Path, File.ResolveLinkTarget(file.Beside("link.csv"), true)!.FullName);
    }

    [Fact]
    public void Pipes_and_devices_are_written_themselves()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "no /proc, no /dev/full");
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        Write($"/proc/self/fd/{pipe.GetClientHandleAsString()}", "through the pipe");
        pipe.DisposeLocalCopyOfClientHandle();
        using var reader = new StreamReader(pipe);

        Assert.Equal("through the pipe", reader.ReadToEnd());
        Assert.Throws<IOException>(() => Write("/dev/full", "no room"));
    }

    [Fact]
    public void What_cannot_be_written_is_said_at_once()
    {
        using var file = new TemporaryFile("in.csv", "rows");
        File.CreateSymbolicLink(file.Beside("same.csv"), file.Path);
        string folder = Path.GetDirectoryName(file.Path)!;

        AssertRefused("is a folder; name a file", folder);
        AssertRefused("cannot be written: there is no folder", file.Beside("no/out.csv"));
        AssertRefused("is read and cannot be written too", Path.GetRelativePath(Directory.GetCurrentDirectory(), file.Path), file.Path);
        AssertRefused("is read and cannot be written too", file.Beside("same.csv"), file.Path);
        Assert.Equal("rows", File.ReadAllText(file.Path));
    }

    [Fact]
    public void Standard_output_stays_open()
    {
        var standardOutput = new StringWriter();
        Write(OutputFile.StandardOutput, "a", standardOutput);
        standardOutput.Write("b");

        Assert.Equal("ab", standardOutput.ToString());
    }

    private static void AssertRefused(string reason, string path, string? input = null) =>
        Assert.Contains(reason, Assert.Throws<DataException>(() => new OutputFile(path, TextWriter.Null, input)).Message);

    private static void Write(string path, string text, TextWriter? standardOutput = null)
    {
        using var output = new OutputFile(path, standardOutput ?? TextWriter.Null);
        output.Writer.Write(text);
        output.Complete();
    }

    private static string[] Files(TemporaryFile file) => Directory.GetFiles(Path.GetDirectoryName(file.Path)!);
}
