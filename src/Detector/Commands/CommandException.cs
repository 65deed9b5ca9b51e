namespace Detector.Commands;

/// <summary>Something that the user can put right; the message, one line, says what and how.</summary>
internal sealed class CommandException(string message, Exception? inner = null) : Exception(message, inner);
