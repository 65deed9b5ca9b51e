using System.IO.Compression;
using System.Text;
using Detector.Core.Schemas;
using Detector.Data.Files;
using Detector.TestKit;

namespace Detector.Data.Tests.Files;

/// <summary>A file that was cut does not pass as a whole one.</summary>
public class CutInputTests
{
    private static readonly Schema Schema = new(new SchemaSettings
    {
        Fields = [new() { Name = "a" }, new() { Name = "c", Kind = FieldKind.Categorical }],
    });

    [Fact]
    public void APackedFileIsWholeAtItsFullLengthOnly()
    {
        var whole = new MemoryStream();
        using (var stream = new GZipStream(whole, CompressionLevel.Fastest, leaveOpen: true))
        {
            stream.Write(Encoding.UTF8.GetBytes("a,c\n" + string.Concat(Enumerable.Range(0, 300).Select(i => $"{i * 7919 % 1000},x\n"))));
        }

        using var file = new TemporaryFile("a.csv.gz");
        byte[] bytes = whole.ToArray();
        for (int length = 2; length < bytes.Length; length++)
        {
            File.WriteAllBytes(file.Path, bytes[..length]);
            string error = Assert.Throws<DataException>(() => Train(file.Path)).Message;
            Assert.Contains("the packed data is damaged or was cut", error);
            Assert.Contains(file.Path, error);
        }

        File.WriteAllBytes(file.Path, bytes);
        Assert.Equal(300, Train(file.Path));
    }

    [Fact]
    public void APackedFileOfTwoPartsIsReadWholeOrNotAtAll()
    {
        byte[] first = Pack("a,c\n" + Rows(1));
        byte[] second = Pack(Rows(2));
        Assert.InRange(second.Length, 20_000, int.MaxValue);
        using var file = new TemporaryFile("a.csv.gz");
        File.WriteAllBytes(file.Path, [.. first, .. second]);
        Assert.Equal(20_000, Train(file.Path));
        File.WriteAllBytes(file.Path, [.. first, .. second, .. new byte[20_000]]);
        Assert.Equal(20_000, Train(file.Path));
        second[1] ^= 1;
        File.WriteAllBytes(file.Path, [.. first, .. second]);
        Assert.Contains("the packed data is damaged or was cut", Assert.Throws<DataException>(() => Train(file.Path)).Message);

        static string Rows(int seed) =>
            string.Concat(Enumerable.Range(0, 10_000).Select(i => $"{((i + 1L) * 7919 * seed * 104_729) % 999_983},x\n"));
        static byte[] Pack(string text)
        {
            var whole = new MemoryStream();
            using (var stream = new GZipStream(whole, CompressionLevel.Fastest, leaveOpen: true))
            {
                stream.Write(Encoding.UTF8.GetBytes(text));
            }

            return whole.ToArray();
        }
    }

    [Theory]
    [InlineData("a.jsonl", "{\"a\":1,\"c\":\"x\"}\n{\"a\":2,\"c\":\"y\"}\n{\"a\":3,\"c\":\"", "a.jsonl, line 3: the file ends in the "
        + "middle of this record, so it was cut")]
    [InlineData("a.csv", "c,a\nx,1\ny,2\nz", "a.csv, line 4: the file ends in the middle of this record, so it was cut")]
    [InlineData("a.csv", "a,c\n1,x\n2,y\n3,\"z z", "line 4: a quote (\") is opened and never closed; the file was cut")]
    [InlineData("a.csv", "a,c\n1,x\n2,y\n3,\"z\nz", "line 4: a quote (\") is opened and never closed; the file was cut")]
    public void ARecordThatEndsInItsMiddleIsAnErrorInTrainingAndInit(string name, string text, string message)
    {
        using var file = new TemporaryFile(name, text);

        Assert.Contains(message, Assert.Throws<DataException>(() => Train(file.Path)).Message);
        Assert.Contains(message, Assert.Throws<DataException>(() => SchemaProposal.Infer(file.Path, new(), _ => { }, default)).Message);
    }

    [Theory]
    [InlineData("a.csv", "a,c\n1,x\n2,y")]
    [InlineData("a.jsonl", "{\"a\":1,\"c\":\"x\"}\n{\"a\":2,\"c\":\"y\"}")]
    [InlineData("a.csv", "a,c\n1,x\n2,\"y\"")]
    public void AWholeRecordNeedsNoLineEnd(string name, string text)
    {
        using var file = new TemporaryFile(name, text);

        Assert.Equal(2, Train(file.Path));
    }

    [Theory]
    [InlineData("a,c\n1,x\nbad,x\nbad,y\n", "2 of the 3 records in", "line 3: ")]
    [InlineData("a,c\nbad,x\n", "no record could be read", "line 2: ")]
    public void AFileMostOfWhoseRecordsCannotBeReadIsNotTrainedOn(string text, string message, string place)
    {
        using var file = new TemporaryFile("a.csv", text);

        string error = Assert.Throws<DataException>(() => Train(file.Path)).Message;
        Assert.Contains(message, error);
        Assert.Contains(place, error);
    }

    private static int Train(string path) =>
        new TrainingFiles(Schema, new()).Read([path], null, new RejectedRows(), (_, _) => { }, default).Rows.Count;
}
