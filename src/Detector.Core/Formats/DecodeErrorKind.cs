namespace Detector.Core.Formats;

/// <summary>Why a message could not be decoded.</summary>
public enum DecodeErrorKind
{
    /// <summary>It was decoded.</summary>
    None,

    /// <summary>The message has no bytes.</summary>
    Empty,

    /// <summary>The bytes are not of the stream's format.</summary>
    Malformed,

    /// <summary>A field that the schema needs is not there.</summary>
    MissingField,

    /// <summary>A field is there, but its value cannot be read as what the schema says.</summary>
    UnparsableValue,
}
