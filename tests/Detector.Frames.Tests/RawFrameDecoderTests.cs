using Detector.Core.Formats;
using Detector.Core.Schemas;

namespace Detector.Frames.Tests;

public class RawFrameDecoderTests
{
    [Fact]
    public void ColoursAreSeparatedAndBroughtToOne()
    {
        var schema = new Schema(new SchemaSettings { Format = MessageFormat.Raw,
            Frame = new FrameSettings { Width = 2, Height = 1, Pixels = PixelFormat.Rgb24 } });
        double[] row = new double[6];

        Assert.True(StreamDecoder.Create(schema).Decode([255, 0, 51, 102, 255, 0], row).Ok);

        Assert.Equal([1, 0.4, 0, 1, 0.2, 0], row);
        Assert.Equal(["red 0,0", "red 1,0", "green 0,0", "green 1,0", "blue 0,0", "blue 1,0"], schema.Fields.Select(f => f.Name));
    }

    [Fact]
    public void AFrameOfAnotherLengthIsRefused()
    {
        var schema = new Schema(new SchemaSettings { Format = MessageFormat.Raw, Frame = new FrameSettings { Width = 4, Height = 3 } });
        byte[] payload = new byte[11];

        IMessageDecoder decoder = StreamDecoder.Create(schema);
        DecodeResult result = decoder.Decode(payload, new double[12]);

        Assert.Equal("the message has 11 bytes instead of the 12 of a frame (4 x 3 Gray8)", decoder.Reason(result, payload));
    }

    [Fact]
    public void WhatDoesNotGoWithFramesIsNamed()
    {
        var problems = Schema.Check(new SchemaSettings { Format = MessageFormat.Raw, Fields = [new() { Name = "a" }], Key = "k" });
        Assert.Equal(["Frame", "Fields", "Key"], problems.Select(p => p.Path));
        Assert.Equal("Frame", Assert.Single(Schema.Check(new SchemaSettings { Fields = [new() { Name = "a" }], Frame = new() })).Path);
    }
}
