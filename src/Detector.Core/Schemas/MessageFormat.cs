namespace Detector.Core.Schemas;

/// <summary>How a message's bytes are laid out.</summary>
public enum MessageFormat
{
    /// <summary>One JSON object a message.</summary>
    Json,

    /// <summary>One CSV record a message, without a header line; the columns are named in the schema.</summary>
    Csv,

    /// <summary>One frame a message: its pixels as bytes, line after line.</summary>
    Raw,

    /// <summary>One PNG image a message.</summary>
    Png,

    /// <summary>One JPEG, PNG or WebP image a message.</summary>
    Image,
}
