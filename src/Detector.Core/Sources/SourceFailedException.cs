namespace Detector.Core.Sources;

/// <summary>A source or sink met an error that it cannot recover from; the process ends with a non-zero exit code.</summary>
public sealed class SourceFailedException(string message, Exception? inner = null) : Exception(message, inner);
