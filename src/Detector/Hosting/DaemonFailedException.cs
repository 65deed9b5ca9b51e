namespace Detector.Hosting;

/// <summary>The daemon ended by itself because of an error that it cannot go on with.</summary>
internal sealed class DaemonFailedException(Exception cause) : Exception(cause.Message, cause);
