namespace Detector.Commands;

/// <summary>A command line that cannot be meant; the message says what is missing.</summary>
internal sealed class UsageException(string message) : Exception(message);
