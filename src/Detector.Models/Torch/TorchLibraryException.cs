namespace Detector.Models.Torch;

/// <summary>Torch does not run on this system; the message says why and what helps.</summary>
public sealed class TorchLibraryException(string message) : Exception(message);
