namespace Detector.Core.Formats;

/// <summary>Outcome of decoding one message.</summary>
/// <param name="Error">None where it worked.</param>
/// <param name="Field">Index of the schema's field at fault; -1 where none is, -2 for the key field, -3 for the time field.</param>
/// <param name="Position">Byte position in the payload where it was noticed; -1 where there is none.</param>
public readonly record struct DecodeResult(DecodeErrorKind Error, int Field = -1, int Position = -1)
{
    public const int KeyField = -2;
    public const int TimeField = -3;

    public bool Ok => Error == DecodeErrorKind.None;
}
