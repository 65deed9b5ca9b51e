using System.IO.Compression;
using System.IO.Pipes;
using System.Text;
using Detector.Core.Schemas;
using Detector.Core.Schemas.Inference;
using Detector.Data.Files;
using Detector.TestKit;

namespace Detector.Data.Tests.Files;

/// <summary>An input is known by its first bytes, whatever it is called; what cannot be read is named, with what to do.</summary>
public class InputKindTests
{
    private const string Csv = "amount,kind\n1.5,x\n2,y\n";
    private const string Json = "{\"amount\":1.5,\"kind\":\"x\"}\n{\"amount\":2,\"kind\":\"y\"}\n";

    private static readonly Schema Schema = new(new SchemaSettings
    {
        Fields = [new() { Name = "amount" }, new() { Name = "kind", Kind = FieldKind.Categorical }],
    });

    public static TheoryData<string, byte[], string> Foreign => new()
    {
        { "a.csv", [.. "PK\u0003\u0004"u8, .. new byte[26], .. "data.csv"u8], "is a zip archive: unpack it" },
        { "a.xlsx", [.. "PK\u0003\u0004"u8, .. new byte[26], .. "[Content_Types].xml"u8], "Excel workbook, .xlsx): save the sheet as "
            + "CSV" },
        { "a.csv", [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1], "old Office document" },
        { "a.parquet", [.. "PAR1"u8, 0x15, 0], "is a Parquet file: write it as CSV" },
        { "a.mp4", [0, 0, 0, 0x20, .. "ftypisom"u8], "is a video (MP4), which streams of frames read: detector init" },
        { "a.csv.zst", [0x28, 0xb5, 0x2f, 0xfd, 4], "packed with zstd" },
        { "a.csv.xz", [0xfd, .. "7zXZ"u8, 0], "packed with xz" },
        { "a.csv.gz", Gzip(Gzip(Encoding.UTF8.GetBytes(Csv))), "packed twice with gzip" },
        { "a.csv", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(Csv)).ToArray(), "is text in UTF-16, and UTF-8 is "
            + "read: iconv -f UTF-16 -t UTF-8" },
        { "a.csv", Encoding.BigEndianUnicode.GetPreamble().Concat(Encoding.BigEndianUnicode.GetBytes(Csv)).ToArray(), "is text in "
            + "UTF-16, and" },
        { "a.csv", Encoding.Unicode.GetBytes(Csv), "iconv -f UTF-16LE -t UTF-8" },
        { "a.jsonl", Encoding.BigEndianUnicode.GetBytes(Json), "iconv -f UTF-16BE -t UTF-8" },
        { "a.csv", Encoding.UTF32.GetPreamble().Concat(Encoding.UTF32.GetBytes(Csv)).ToArray(), "is text in UTF-32" },
        { "a.csv", [1, 2, 3, 0, 7, 9, 0, 0, 11], "is no text: byte 3 is zero" },
        { "a.csv", Encoding.Latin1.GetBytes("größe,kind\n1,x\n"), "the columns' names are not in UTF-8" },
        { "a.json", Encoding.UTF8.GetBytes("[{\"amount\":1},{\"amount\":2}]"), "holds one JSON array; what is read is one object a "
            + "line: jq -c '.[]'" },
        { "a.txt", Encoding.UTF8.GetBytes("[\n  {\"amount\":1}\n]"), "holds one JSON array" },
        { "a.json", Encoding.UTF8.GetBytes("{\n  \"amount\": 1\n}\n"), "JSON objects of several lines each; what is read is one object "
            + "a line: jq -c ." },
        { "a.csv", Encoding.UTF8.GetBytes("<!DOCTYPE html>\n<html>Not found</html>\n"), "holds HTML or XML" },
        { "a.csv", "<table><tr><td>amount</td></tr></table>"u8.ToArray(), "holds HTML or XML" },
        { "a.csv", "version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 12\n"u8.ToArray(), "is a pointer of Git LFS" },
        { "a.csv", "{\\rtf1\\ansi amount,kind}\n"u8.ToArray(), "is an RTF document" },
        { "a.csv", "sep=;\namount;kind\n1;x\n"u8.ToArray(), "begins with a line for Excel" },
        { "a.csv", "- amount: 5\n  kind: a\n"u8.ToArray(), "is YAML" },
        { "a.jsonl", "\u001e{\"amount\":1}\n\u001e{\"amount\":2}\n"u8.ToArray(), "tr -d '\\036' <" },
        { "a.csv", "\uFEFF\uFEFFamount,kind\n1,x\n"u8.ToArray(), "begins with two byte order marks" },
        { "a.csv", Encoding.UTF8.GetBytes("amount,kind\r1,x\r2,y\r"), "with a carriage return alone" },
        { "a.csv", Encoding.UTF8.GetBytes("12.5,x\n13.5,y\n"), "begins with data (12.5,x ...) where the columns' names should stand" },
        { "a.csv", Encoding.UTF8.GetBytes("2018-06-11 00:00;x;1\n"), "begins with data (2018-06-11 00:00;x;1 ...)" },
        { "a.csv", Encoding.UTF8.GetBytes("7,7,3\n7,8,3\n"), "begins with data (7,7,3 ...)" },
    };

    [Theory]
    [MemberData(nameof(Foreign))]
    public void AnInputOfAnotherKindIsNamedWithTheWayOut(string name, byte[] content, string message)
    {
        using var file = new TemporaryFile(name);
        File.WriteAllBytes(file.Path, content);

        Assert.Contains(message, Assert.Throws<DataException>(() => SchemaProposal.Infer(file.Path, new(), _ => { }, default)).Message);
        string error = Assert.Throws<DataException>(() => ReadAll(file.Path)).Message;
        Assert.Contains(message, error);
        Assert.Contains(file.Path, error);
    }

    [Theory]
    [InlineData("a", Csv)]
    [InlineData("a.csv", Json)]
    [InlineData("a.dat", Json)]
    [InlineData("a.csv", Csv, true)]
    [InlineData("a.csv.gz", Csv)]
    [InlineData("a", "\uFEFF\n" + Json)]
    public void WhatItHoldsCountsAndNotItsName(string name, string text, bool pack = false)
    {
        using var file = new TemporaryFile(name);
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        File.WriteAllBytes(file.Path, pack ? Gzip(bytes) : bytes);

        Assert.Equal([1.5, 2], ReadAll(file.Path));
    }

    [Theory]
    [InlineData("0,1,2,3\n5,6,7,8\n")]
    [InlineData("2018,2019,2020\n5,6,7\n")]
    [InlineData("host,0.5,0.9\na,6.5,7\n")]
    [InlineData("[amount],kind\n5,x\n")]
    [InlineData("a,b,3\n5,6,7\n")]
    public void NamesThatLookOddAreNames(string text)
    {
        string row = text.Split('\n')[1] + "\n";
        using var file = new TemporaryFile("a.csv", text + string.Concat(Enumerable.Range(0, 9).Select(i => row.Replace("5", $"{i}"))));

        Assert.Equal(10, SchemaProposal.Infer(file.Path, new(), _ => { }, default).Rows);
    }

    [Theory]
    [InlineData(Csv, false)]
    [InlineData(Json, false)]
    [InlineData(Csv, true)]
    [InlineData(Json, true)]
    public async Task APipeIsReadLikeAFile(string text, bool pack)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "no /proc");
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        Task writing = Task.Run(
            () =>
            {
                foreach (byte one in pack ? Gzip(bytes) : bytes)
                {
                    pipe.WriteByte(one);
                }

                pipe.Dispose();
            },
            TestContext.Current.CancellationToken);
        string path = $"/proc/self/fd/{pipe.GetClientHandleAsString()}";
        using var reader = new DatasetReader(Schema, path);
        pipe.DisposeLocalCopyOfClientHandle();

        Assert.False(reader.IsLasting);
        Assert.True(double.IsNaN(reader.Fraction));
        Assert.True(reader.Next());
        Assert.Equal(1.5, reader.Row[0]);
        Assert.True(reader.Next());
        Assert.False(reader.Next());
        await writing;
    }

    private static List<double> ReadAll(string path)
    {
        using var reader = new DatasetReader(Schema, path);
        var amounts = new List<double>();
        while (reader.Next())
        {
            Assert.True(reader.Result.Ok, reader.Result.Ok ? "" : reader.Reason());
            amounts.Add(reader.Row[0]);
        }

        return amounts;
    }

    private static byte[] Gzip(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Fastest))
        {
            stream.Write(bytes);
        }

        return packed.ToArray();
    }
}
