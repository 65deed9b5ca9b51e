namespace Detector.Frames.Video;

/// <summary>A video or a camera cannot be read, or ffmpeg is missing; the message says what to do.</summary>
public sealed class VideoException(string message) : IOException(message);
