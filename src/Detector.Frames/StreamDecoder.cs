using Detector.Core.Formats;
using Detector.Core.Schemas;

namespace Detector.Frames;

/// <summary>Makes the decoder of a stream's messages, frames or others.</summary>
public static class StreamDecoder
{
    /// <summary>A decoder for one thread.</summary>
    /// <param name="schema">What the messages look like.</param>
    /// <param name="learn">Where the texts of categories are noted, for training; null when scoring.</param>
    public static IMessageDecoder Create(Schema schema, CategoryNames? learn = null) => (schema.Format, schema.Frame) switch
    {
        (MessageFormat.Raw, { } frame) => new RawFrameDecoder(frame),
        (var format, { } frame) => new PictureDecoder(frame, isPng: format == MessageFormat.Png),
        _ => MessageDecoder.Create(schema, learn),
    };
}
