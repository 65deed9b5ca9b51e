namespace Detector.Data;

/// <summary>
/// A file cannot be read as what it should be, or not be written, or a text
/// says nothing that there is; the message names it, the place and the way out.
/// </summary>
public sealed class DataException(string message, Exception? inner = null) : Exception(message, inner);
