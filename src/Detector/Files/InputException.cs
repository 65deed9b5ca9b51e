namespace Detector.Files;

/// <summary>A file that cannot be read as what it should be; the message names the file, the place and the way out.</summary>
internal sealed class InputException(string message, Exception? inner = null) : Exception(message, inner);
