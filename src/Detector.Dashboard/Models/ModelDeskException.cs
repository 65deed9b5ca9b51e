namespace Detector.Dashboard.Models;

/// <summary>A model cannot be seen or changed; the message says why.</summary>
public sealed class ModelDeskException(string message, Exception? inner = null) : Exception(message, inner);
