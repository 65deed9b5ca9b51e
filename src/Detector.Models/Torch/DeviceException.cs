namespace Detector.Models.Torch;

/// <summary>A device that is asked for and is not there; the message says what would run.</summary>
public sealed class DeviceException(string message) : InvalidOperationException(message);
