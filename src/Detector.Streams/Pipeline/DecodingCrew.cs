using System.Runtime.ExceptionServices;
using Detector.Core.Batches;
using Detector.Core.Features;
using Detector.Core.Formats;
using Detector.Core.Samples;
using Detector.Core.Sources;

namespace Detector.Streams.Pipeline;

/// <summary>
/// Decodes the messages of one read on several threads, the consumer's among them. Which is decoded when does not show: they are taken in
/// the order in which they were read, so that each camera's frames keep theirs. For pictures, which take a thousand times what a record
/// takes.
/// </summary>
internal sealed class DecodingCrew : IDisposable
{
    // Enough for all threads, and few enough to be scored soon.
    private const int MostAtOnce = 32;

    // What a skipped message's length is said to be.
    private const int IsSkipped = -1;

    // A message's copy is kept for the next one, unless it was a huge one's.
    private const int LargestKept = 1 << 20;

    private readonly IMessageDecoder[] _decoders;
    private readonly Thread[] _threads;
    private readonly ArrayStore _rows;
    private readonly int _width;
    private readonly byte[][] _messages;
    private readonly int[] _lengths;
    private readonly DecodeResult[] _results;
    private readonly SemaphoreSlim _work = new(0);
    private readonly CountdownEvent _atWork = new(0);
    private ExceptionDispatchInfo? _error;
    private int _count;
    private int _next;
    private volatile bool _isOver;

    /// <param name="stream">Whose threads they are.</param>
    /// <param name="layout">What a raw row is made of.</param>
    /// <param name="decoder">Makes a thread's decoder.</param>
    /// <param name="threads">How many there are, the consumer's among them.</param>
    public DecodingCrew(string stream, SampleLayout layout, Func<IMessageDecoder> decoder, int threads)
    {
        _width = layout.Width;
        Most = BatchLimit.For(_width, MostAtOnce);
        (_messages, _lengths, _results) = ([.. Enumerable.Repeat(Array.Empty<byte>(), Most)], new int[Most], new DecodeResult[Most]);
        _rows = ArrayStore.Of(Most * _width, layout.HasPlanes);
        _decoders = [.. Enumerable.Range(0, threads).Select(_ => decoder())];
        _threads =
        [
            .. _decoders[1..].Select((own, number) =>
                new Thread(() => Work(own)) { Name = $"{stream} decode {number + 1}", IsBackground = true }),
        ];
        foreach (Thread thread in _threads)
        {
            thread.Start();
        }
    }

    /// <summary>Messages that are decoded together at most.</summary>
    public int Most { get; }

    /// <summary>Decodes the first messages of the source's last read, at most <see cref="Most"/>.</summary>
    /// <param name="source">Has them.</param>
    /// <param name="count">How many.</param>
    /// <param name="skipped">[count] those that nobody will take; empty where all are taken.</param>
    public void Decode(IEventSource source, int count, ReadOnlySpan<bool> skipped = default)
    {
        for (int i = 0; i < count; i++)
        {
            if (skipped.IsEmpty || !skipped[i])
            {
                Copy(source[i].Payload, i);
            }
            else
            {
                _lengths[i] = IsSkipped;
            }
        }

        (_count, _next) = (count, 0);
        int others = Math.Min(count - 1, _threads.Length);
        if (others > 0)
        {
            _atWork.Reset(others);
            _work.Release(others);
        }

        DecodeNext(_decoders[0]);
        if (others > 0)
        {
            _atWork.Wait();
        }

        Interlocked.Exchange(ref _error, null)?.Throw();
    }

    /// <summary>Takes one of them: its row, where it could be decoded.</summary>
    public DecodeResult Take(int index, RowSpan row)
    {
        if (_results[index].Ok)
        {
            _rows.Read((long)index * _width, row);
        }

        return _results[index];
    }

    /// <summary>Ends the threads.</summary>
    public void Dispose()
    {
        _isOver = true;
        _work.Release(_threads.Length + 1);
        foreach (Thread thread in _threads)
        {
            thread.Join();
        }

        _work.Dispose();
        _atWork.Dispose();
    }

    private void Work(IMessageDecoder decoder)
    {
        for (_work.Wait(); !_isOver; _work.Wait())
        {
            DecodeNext(decoder);
            _atWork.Signal();
        }
    }

    private void DecodeNext(IMessageDecoder decoder)
    {
        try
        {
            for (int i; (i = Interlocked.Increment(ref _next) - 1) < _count;)
            {
                if (_lengths[i] != IsSkipped)
                {
                    _results[i] = decoder.Decode(_messages[i].AsSpan(0, _lengths[i]), _rows.Slice((long)i * _width, _width));
                }
            }
        }
        catch (Exception e)
        {
            _error = ExceptionDispatchInfo.Capture(e);
        }
    }

    private void Copy(ReadOnlySpan<byte> message, int index)
    {
        byte[] kept = _messages[index];
        if (kept.Length < message.Length || (kept.Length > LargestKept && message.Length <= LargestKept))
        {
            _messages[index] = kept = new byte[message.Length + (message.Length / 4)];
        }

        message.CopyTo(kept);
        _lengths[index] = message.Length;
    }
}
