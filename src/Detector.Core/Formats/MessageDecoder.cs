using Detector.Core.Schemas;

namespace Detector.Core.Formats;

/// <summary>Makes the decoder of messages that are records.</summary>
public static class MessageDecoder
{
    /// <summary>A decoder for one thread.</summary>
    /// <param name="schema">What the messages look like.</param>
    /// <param name="learn">Where the texts of categories are noted, for training; null when scoring.</param>
    /// <exception cref="ArgumentException">They are frames.</exception>
    public static IMessageDecoder Create(Schema schema, CategoryNames? learn = null) => schema.Format switch
    {
        MessageFormat.Csv => new CsvDecoder(schema, learn),
        MessageFormat.Json => new JsonDecoder(schema, learn),
        _ => throw new ArgumentException($"{schema.Format} messages are frames, no records", nameof(schema)),
    };
}
