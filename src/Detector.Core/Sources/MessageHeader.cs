namespace Detector.Core.Sources;

/// <summary>A header of a message; the value may be null.</summary>
public sealed record MessageHeader(string Name, byte[]? Value);
