using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Detector.Models.Storage;

namespace Detector.Models.Tests.Storage;

public class SafetensorsTests
{
    private static readonly float[] Weights = [1.5f, -2, 0, float.Epsilon, 2e38f, -0f];

    [Fact]
    public void WhatIsWrittenIsReadBack()
    {
        IReadOnlyDictionary<string, StoredTensor> read = SafetensorsReader.Read(Sample(), "weights");

        Assert.Equal(["b", "count", "encoder.0.weight"], read.Keys.Order());
        Assert.Equal(
            ("F32", 2L, 3L), (read["encoder.0.weight"].Type, read["encoder.0.weight"].Shape[0], read["encoder.0.weight"].Shape[1]));
        Assert.Equal(Weights, MemoryMarshal.Cast<byte, float>(read["encoder.0.weight"].Data.Span).ToArray());
        Assert.Empty(read["count"].Shape);
        Assert.Equal(-7, BinaryPrimitives.ReadInt64LittleEndian(read["count"].Data.Span));
        Assert.Equal(0, read["b"].Data.Length);
    }

    [Fact]
    public void TheDataIsAlignedAndTheHeaderPaddedWithSpaces()
    {
        byte[] file = Sample();
        int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        string header = Encoding.UTF8.GetString(file, 8, length);

        Assert.Equal(0, length % 8);
        Assert.StartsWith("{", header);
        Assert.EndsWith("}", header.TrimEnd(' '));
    }

    [Fact]
    public void PythonReadsOurs()
    {
        const string Script = """
            import json, struct, sys
            raw = sys.stdin.buffer.read()
            n, = struct.unpack('<Q', raw[:8])
            header = json.loads(raw[8:8 + n])
            for name in sorted(header):
                entry = header[name]
                start, end = entry['data_offsets']
                code = {'F32': 'f', 'I64': 'q'}[entry['dtype']]
                values = struct.unpack('<%d%s' % ((end - start) // struct.calcsize(code), code), raw[8 + n + start:8 + n + end])
                print(name, entry['shape'], ' '.join('%.9g' % v for v in values))
            """;

        string[] lines = Python(Script, Sample()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("b [0]", lines[0].Trim());
        Assert.Equal("count [] -7", lines[1]);
        Assert.Equal("encoder.0.weight [2, 3] 1.5 -2 0 1.40129846e-45 1.99999994e+38 -0", lines[2]);
    }

    [Fact]
    public void PythonsLayoutIsRead()
    {
        // What struct and json make, in the layout of the format's reference library, metadata and trailing spaces included.
        byte[] file = File("""{"__metadata__":{"format":"pt"},"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}   """,
            [0, 0, 128, 63, 0, 0, 0, 192]);

        StoredTensor tensor = Assert.Single(SafetensorsReader.Read(file, "weights")).Value;

        Assert.Equal([1f, -2f], MemoryMarshal.Cast<byte, float>(tensor.Data.Span).ToArray());
    }

    [Theory]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,12]}}""", "outside")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""", "outside")]
    [InlineData("""{"w":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", "does not fill")]
    [InlineData("""{"w":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", "does not fill")]
    [InlineData("""{"w":{"dtype":"F32","shape":[4611686018427387904,4611686018427387904],"data_offsets":[0,0]}}""", "does not fill")]
    [InlineData("""{"w":{"dtype":"Q4","shape":[2],"data_offsets":[0,8]}}""", "unknown type")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "end at byte 4 of 8")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "starts at byte 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""",
        "starts at byte 4")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""",
        "not a safetensors header")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2]}}""", "not a safetensors header")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""", "not a safetensors header")]
    [InlineData("""["w"]""", "not a safetensors header")]
    [InlineData("""{"w":""", "not a safetensors header")]
    public void AHeaderThatLiesIsRefused(string header, string reason) =>
        Assert.Contains(
            reason, Assert.Throws<BundleException>(() => SafetensorsReader.Read(File(header, new byte[8]), "weights")).Message);

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(100)]
    public void ATruncatedFileIsRefused(int length)
    {
        byte[] start = Sample()[..length];

        Assert.Throws<BundleException>(() => SafetensorsReader.Read(start, "weights"));
    }

    [Fact]
    public void AHeaderLengthOverTheLimitIsRefusedBeforeItIsRead()
    {
        byte[] file = Sample();
        BinaryPrimitives.WriteUInt64LittleEndian(file, ulong.MaxValue);

        Assert.Contains("limit", Assert.Throws<BundleException>(() => SafetensorsReader.Read(file, "weights")).Message);
    }

    private static byte[] Sample()
    {
        byte[] number = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(number, -7);
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, [
            new("encoder.0.weight", "F32", [2, 3], MemoryMarshal.AsBytes<float>(Weights).ToArray()),
            new("b", "F32", [0], Array.Empty<byte>()),
            new("count", "I64", [], number),
        ]);
        return stream.ToArray();
    }

    private static byte[] File(string header, byte[] data)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        return [.. length, .. text, .. data];
    }

    private static string Python(string script, byte[] input)
    {
        var start = new ProcessStartInfo("python3", ["-c", script]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        try
        {
            using Process process = Process.Start(start)!;
            process.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return output;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("There is no python3 here.");
            throw;
        }
    }
}
