namespace Detector.Core.Formats;

/// <summary>What kinds of decoding errors are called in metrics, dead letters and logs.</summary>
public static class DecodeErrorLabel
{
    /// <summary>Such as missing_field.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is no error.</exception>
    public static string Label(this DecodeErrorKind kind) => kind switch
    {
        DecodeErrorKind.Empty => "empty",
        DecodeErrorKind.Malformed => "malformed",
        DecodeErrorKind.MissingField => "missing_field",
        DecodeErrorKind.UnparsableValue => "unparsable_value",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
