namespace Detector.Streams.Status;

/// <summary>The model that serves.</summary>
/// <param name="Version">The bundle's version.</param>
/// <param name="Family">Such as "dense".</param>
/// <param name="Device">Such as "cpu" or "cuda:0".</param>
public sealed record ModelStatus(string Version, string Family, string Device);
