using Detector.Core.Formats.Frames;
using Detector.Core.Schemas;
using Detector.Data.Files;
using Detector.Data.Files.Frames;

namespace Detector.Data.Tests.Files.Frames;

public sealed class PictureFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("detector-pictures-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void NamesAreOrderedAsPeopleCount()
    {
        string[] names =
            ["b2.png", "b10.png", "a/9.png", "a/09.png", "a/10.png", "b2a.png", "b002b.png", "99999999999999999999999.png", "1.png"];
        Assert.Equal(
            ["1.png", "99999999999999999999999.png", "a/09.png", "a/9.png", "a/10.png", "b2.png", "b2a.png", "b002b.png", "b10.png"],
            names.Order(new NaturalOrder()));
    }

    [Theory]
    [InlineData("door_2026-01-31T12:00:00.5Z.jpg", "2026-01-31T12:00:00.500Z")]
    [InlineData("20260131T120000Z-door2.png", "2026-01-31T12:00:00Z")]
    [InlineData("20260131-120000+0200.png", "2026-01-31T10:00:00Z")]
    [InlineData("cam3-1769860800123.webp", "2026-01-31T12:00:00.123Z")]
    [InlineData("2026-01-31T12-00-00.jpg", null)]
    [InlineData("IMG_20260131_120000.jpg", null)]
    [InlineData("2026-13-31T12:00:00Z.jpg", null)]
    [InlineData("0000000000123.jpg", null)]
    [InlineData("20260131.jpg", null)]
    public void ATimeIsTakenFromANameOnlyWhereItIsSure(string name, string? time)
    {
        Assert.Equal(
            time is null ? long.MinValue : DateTimeOffset.Parse(time, null).ToUnixTimeMilliseconds(), PictureTime.Of($"/films/{name}"));
    }

    [Fact]
    public void PicturesAreReadInTheirOrderWithTheirTimesAndDamagedOnesByName()
    {
        for (byte i = 1; i <= 10; i++)
        {
            byte[] pixels = [.. Enumerable.Repeat(i, 64)];
            File.WriteAllBytes(Path.Combine(_folder, $"{i}.png"), PngWriter.Write(8, 8, PixelFormat.Gray8, pixels));
        }

        byte[] picture = File.ReadAllBytes(Path.Combine(_folder, "3.png"));
        File.WriteAllBytes(Path.Combine(_folder, "3.png"), picture[..^20]);
        File.WriteAllBytes(Path.Combine(_folder, "4.png"), PngWriter.Write(2, 2, PixelFormat.Gray8, new byte[4]));
        File.WriteAllBytes(Path.Combine(_folder, "20260131T120000Z.png"), picture);
        var rejected = new RejectedRows();
        var values = new List<int>();
        var times = new List<long>();
        using var reader = new DatasetReader(new Schema(FrameSource.Describe(_folder, (4, 4), null)), _folder);
        while (reader.Next())
        {
            rejected.Add(reader);
            if (reader.Result.Ok)
            {
                values.Add((int)Math.Round(255 * reader.Row[0]));
                times.Add(reader.TimeMs);
            }
        }

        Assert.Equal([1, 2, 5, 6, 7, 8, 9, 10, 3], values);
        Assert.Equal(1769860800000, times[^1]);
        Assert.All(times[..^1], time => Assert.Equal(long.MinValue, time));
        Assert.Equal(2, rejected.Count);
        Assert.Contains("3.png: the message is a PNG picture that cannot be read: it ends too early", rejected.Reasons[0]);
        Assert.Contains("4.png: the message is a PNG picture of 2 x 2 pixels; the stream's frames are 4 x 4 Gray8", rejected.Reasons[1]);
    }

    [Theory]
    [InlineData(640, 480, 64, 48)]
    [InlineData(1920, 1080, 72, 40)]
    [InlineData(704, 576, 64, 48)]
    [InlineData(480, 640, 48, 64)]
    [InlineData(28, 28, 28, 28)]
    [InlineData(64, 64, 64, 64)]
    [InlineData(2000, 3, 1432, 3)]
    public void TheProposedSizeHasThePicturesRatio(int width, int height, int columns, int lines) =>
        Assert.Equal((columns, lines), FrameSize.Propose(width, height));

    [Fact]
    public void RawFramesOfASizeThatDoesNotDivideTheFileAreRefusedWithThoseThatWould()
    {
        string file = Path.Combine(_folder, "door.raw");
        File.WriteAllBytes(file, new byte[64 * 32 * 5]);

        string error = Assert.Throws<DataException>(() => FrameSource.Describe(file, (64, 48), null)).Message;

        Assert.Contains("10240 bytes, which are no whole number of frames of 64 x 48 Gray8 (3072 bytes each)", error);
        Assert.Contains("64x32 gray8", error);
        Assert.DoesNotContain("64x48", error);
        Assert.Equal(32, FrameSource.Describe(file, (64, 32), null).Frame!.Height);

        File.WriteAllBytes(file, new byte[64 * 32 * 3]);
        error = Assert.Throws<DataException>(() => FrameSource.Describe(file, (64, 48), PixelFormat.Rgb24)).Message;
        Assert.Contains("64x32 rgb24", error);
        File.WriteAllBytes(file, new byte[10007]);
        Assert.Contains("nor of any usual size", Assert.Throws<DataException>(() => FrameSource.Describe(file, (64, 48), null)).Message);
    }
}
