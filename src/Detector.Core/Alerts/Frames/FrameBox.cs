namespace Detector.Core.Alerts.Frames;

/// <summary>A box in a frame, in its pixels.</summary>
/// <param name="X">Its first column.</param>
/// <param name="Y">Its first line.</param>
/// <param name="Width">Its columns.</param>
/// <param name="Height">Its lines.</param>
/// <param name="Share">Share of the frame's score that is in it, 0..1.</param>
public sealed record FrameBox(int X, int Y, int Width, int Height, double Share);
