using Detector.Core.Features;

namespace Detector.Core.Formats;

/// <summary>
/// Turns a message's bytes into one raw row: a number for each field of the schema, in the schema's order.
/// A numeric field is its value, a boolean 1 or 0, an instant its Unix time in seconds, a category its
/// <see cref="CategoryToken"/>; NaN stands for a value that is missing and that the schema allows to be.
/// One instance serves one thread; nothing is allocated per message.
/// </summary>
public interface IMessageDecoder
{
    /// <summary>Decodes one message.</summary>
    /// <param name="payload">The message's value.</param>
    /// <param name="row">[fields] out: the raw row; untouched where the message could not be decoded.</param>
    DecodeResult Decode(ReadOnlySpan<byte> payload, RowSpan row);

    /// <summary>Says in one sentence why a message could not be decoded, or what is wrong with a value that has a stand-in.</summary>
    /// <param name="result">The outcome.</param>
    /// <param name="payload">The message.</param>
    string Reason(DecodeResult result, ReadOnlySpan<byte> payload);

    /// <summary>
    /// UTF-8 text of the key field of the message decoded last, valid until the next call; empty where the schema names none.
    /// </summary>
    ReadOnlySpan<byte> Key { get; }

    /// <summary>
    /// Event time of the message decoded last, Unix milliseconds; <see cref="long.MinValue"/> where the schema names none.
    /// </summary>
    long TimeMs { get; }

    /// <summary>
    /// Fields of the message decoded last whose value was missing or unreadable and has a stand-in, each as the error that it would have
    /// been without one; empty for most messages. Valid until the next call.
    /// </summary>
    ReadOnlySpan<DecodeResult> StandIns => default;
}
