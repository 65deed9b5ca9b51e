using Detector.Core.Features;
using Detector.Data.Files;

namespace Detector.Data.Tests.Files;

public sealed class SpillingStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("detector-spill-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(0)]
    [InlineData(1 << 16)]
    [InlineData(1L << 40)]
    public void What_is_written_is_read_wherever_it_lies(long limit)
    {
        var rows = new RowSet(7, store: new SpillingStore(limit, _folder));
        for (int i = 0; i < 200_000; i++)
        {
            rows.Add([i, i + 0.5, -i, 0, double.NaN, i * 3.0, 7]);
        }

        Assert.Equal(limit > 200_000 * 7 * sizeof(double), rows.IsInMemory);
        Assert.Empty(Directory.GetFiles(_folder)); // the file has no name that could be left behind
        for (int i = 0; i < 200_000; i += 777)
        {
            Assert.Equal([i, i + 0.5, -i, 0, double.NaN, i * 3.0, 7], rows.Row(i).ToArray());
        }

        Assert.Equal([199_998.0, 199_999.0], [rows.Rows(199_998, 2)[0], rows.Rows(199_998, 2)[7]]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1 << 16)]
    [InlineData(1L << 40)]
    public void Pixels_are_bytes_wherever_they_lie(long limit)
    {
        var rows = new RowSet(1000, store: new SpillingStore(limit, _folder, arePixels: true));
        for (int i = 0; i < 3_000; i++)
        {
            rows.Add(new ReadOnlyRowSpan([.. Enumerable.Range(i, 1000).Select(pixel => (byte)pixel)]));
        }

        Assert.Equal(limit > 3_000_000, rows.IsInMemory);
        double[] numbers = new double[2_000];
        byte[] pixels = new byte[2_000];
        for (int i = 0; i < 2_999; i += 77)
        {
            Assert.Equal((byte)(i + 5), rows.Row(i).Pixels[5]);
            rows.CopyTo(i, 2, numbers);
            rows.CopyTo(i, 2, new RowSpan(pixels));
            Assert.Equal((i + 1) % 256 / 255.0, numbers[1000]);
            Assert.Equal((byte)(i + 1), pixels[1000]);
        }
    }

    [Fact]
    public void A_file_that_cannot_be_made_is_said_with_the_way_out()
    {
        var rows = new RowSet(1, store: new SpillingStore(0, Path.Combine(_folder, "absent")));

        string message = Assert.Throws<DataException>(() => rows.Add([1])).Message;

        Assert.Contains("absent", message);
        Assert.Contains("TMPDIR", message);
    }
}
