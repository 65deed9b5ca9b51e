using Detector.Data.Files;
using Detector.Data.Files.Frames;
using Detector.Data.Simulation.Scenes;
using Detector.Frames.Video;

namespace Detector.Commands;

/// <summary>Pictures one after the other, each as a camera would send it.</summary>
internal interface IFilm : IDisposable
{
    /// <summary>The next picture; null at the end.</summary>
    byte[]? Read();
}

/// <summary>The frames of a video file as JPEG pictures.</summary>
internal sealed class VideoFilm(string path) : IFilm
{
    private readonly JpegStream _frames = JpegStream.OfFile(path);

    public byte[]? Read() => _frames.Read();

    public void Dispose() => _frames.Dispose();
}

/// <summary>A folder's pictures as they are.</summary>
internal sealed class FolderFilm(string path) : IFilm
{
    private readonly IRecordSource _pictures = FrameSource.OpenPictures(path);

    public byte[]? Read() => _pictures.TryRead(out ReadOnlySpan<byte> picture) ? picture.ToArray() : null;

    public void Dispose() => _pictures.Dispose();
}

/// <summary>So many frames of a simulated scene.</summary>
/// <param name="scene">Makes them.</param>
/// <param name="format">What each is sent as.</param>
/// <param name="count">How many.</param>
/// <param name="labels">Told the truth about each; null where nobody asks.</param>
internal sealed class SimulatedFilm(SceneSimulation scene, SceneFormat format, long count, SceneLabels? labels) : IFilm
{
    public byte[]? Read()
    {
        if (scene.Number >= count)
        {
            return null;
        }

        scene.Next();
        labels?.Add(scene);
        return scene.Encode(format);
    }

    public void Dispose() => labels?.Dispose();
}
