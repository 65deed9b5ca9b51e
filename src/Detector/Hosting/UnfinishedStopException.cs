namespace Detector.Hosting;

/// <summary>A stop left something for the next start.</summary>
internal sealed class UnfinishedStopException(string message) : Exception(message);
