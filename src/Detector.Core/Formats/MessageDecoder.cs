using Detector.Core.Formats.Frames;
using Detector.Core.Schemas;

namespace Detector.Core.Formats;

/// <summary>Makes the decoder of a schema's format.</summary>
public static class MessageDecoder
{
    /// <summary>A decoder for one thread.</summary>
    /// <param name="schema">What the messages look like.</param>
    /// <param name="learn">Where the texts of categories are noted, for training; null when scoring.</param>
    public static IMessageDecoder Create(Schema schema, CategoryNames? learn = null) => schema.Format switch
    {
        MessageFormat.Raw => new RawFrameDecoder(schema.Layout),
        MessageFormat.Png => new PngDecoder(schema.Frame!),
        MessageFormat.Csv => new CsvDecoder(schema, learn),
        _ => new JsonDecoder(schema, learn),
    };
}
