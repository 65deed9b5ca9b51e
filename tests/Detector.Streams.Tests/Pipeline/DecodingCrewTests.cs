using System.Text;
using Detector.Core.Features;
using Detector.Core.Formats;
using Detector.Core.Offsets;
using Detector.Core.Samples;
using Detector.Core.Sources;
using Detector.Streams.Pipeline;

namespace Detector.Streams.Tests.Pipeline;

public class DecodingCrewTests : PipelineTest
{
    /// <summary>Of three messages two cannot be decoded until the third is: they are, so threads share one read.</summary>
    [Fact]
    public void MessagesOfOneReadAreDecodedTogetherAndTakenInTheirOrder()
    {
        using var third = new ManualResetEventSlim();
        using var source = new FakeSource(3, 1, i => Encoding.UTF8.GetBytes($"{i}")) { AtOnce = 3 };
        using var crew = new DecodingCrew("door", new SampleLayout(1), () => new Decoder(number =>
        {
            if (number == 2)
            {
                third.Set();
            }

            Assert.True(third.Wait(Patience), "the third message was not decoded beside the others");
        }), 3);
        Assert.Equal(3, source.Read(TimeSpan.Zero, 3));

        crew.Decode(source, 3);

        double[] row = new double[1];
        Assert.Equal([0.0, 1, 2], Enumerable.Range(0, 3).Select(i =>
        {
            Assert.True(crew.Take(i, row).Ok);
            return row[0];
        }));
    }

    [Fact]
    public void WhatADecoderThrowsIsTheConsumers()
    {
        using var source = new FakeSource(8, 1, i => Encoding.UTF8.GetBytes($"{i}")) { AtOnce = 8 };
        using var crew = new DecodingCrew(
            "door", new SampleLayout(1), () => new Decoder(number => throw new InvalidOperationException($"no {number}")), 2);
        source.Read(TimeSpan.Zero, 8);

        Assert.StartsWith("no ", Assert.Throws<InvalidOperationException>(() => crew.Decode(source, 8)).Message);
        Assert.StartsWith("no ", Assert.Throws<InvalidOperationException>(() => crew.Decode(source, 1)).Message);
    }

    /// <summary>Through the whole line, two partitions by turns, every seventh message broken: none is lost or out of order.</summary>
    [Fact]
    public async Task EachPartitionsEventsKeepTheirOrderAndBrokenOnesAreDeadLetters()
    {
        using var source = new FakeSource(1000, 2, i => i % 7 == 3 ? Broken : Encoding.UTF8.GetBytes($$"""{"value": {{i}}}"""))
        {
            AtOnce = 50,
        };
        var sinks = new FakeSinks();
        var options = new PipelineOptions { Stream = "door", BatchSize = 64 };
        using var crew = new DecodingCrew("door", OneField.Layout, () => MessageDecoder.Create(OneField), 3);
        var rows = new List<double>();
        var scorer = new FakeScorer("m1")
        {
            OnScore = batch => rows.AddRange(Enumerable.Range(0, batch.Count).Select(i => batch.Row(i)[0])),
        };
        await using var pipeline = new StreamPipeline(
            options, OneField, source, MessageDecoder.Create(OneField), Serving.Of(scorer), sinks, sinks, [Observer],
            TimeProvider.System, Log, crew: crew);
        pipeline.Start();

        await StopWhenExhausted(pipeline, source);

        Assert.Equal(Enumerable.Range(0, 1000).Where(i => i % 7 != 3).Select(i => (double)i), rows);
        Assert.Equal(Enumerable.Range(0, 1000).Count(i => i % 7 == 3), sinks.DeadLetters.Count);
        Assert.Equal((500, 500), (source.StoredOf(0), source.StoredOf(1)));
    }

    private sealed class Decoder(Action<int> work) : IMessageDecoder
    {
        public ReadOnlySpan<byte> Key => default;

        public long TimeMs => long.MinValue;

        public DecodeResult Decode(ReadOnlySpan<byte> payload, RowSpan row)
        {
            int number = int.Parse(payload);
            work(number);
            row.Numbers[0] = number;
            return new(DecodeErrorKind.None);
        }

        public string Reason(DecodeResult result, ReadOnlySpan<byte> payload) => "";
    }
}
