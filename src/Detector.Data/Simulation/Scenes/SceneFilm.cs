using System.Globalization;
using Detector.Data.Files.Frames;

namespace Detector.Data.Simulation.Scenes;

/// <summary>Writes frames into a folder of pictures, or one file of raw frames, and the truth about them beside them.</summary>
public sealed class SceneFilm : IDisposable
{
    private const string Labels = "labels.csv";

    private readonly string _path;
    private readonly SceneFormat _format;
    private readonly SceneLabels _labels;
    private readonly FileStream? _frames;

    /// <param name="path">The folder, made where it is missing; of raw frames the file.</param>
    /// <param name="format">What a frame is written as.</param>
    /// <exception cref="DataException">The folder holds pictures already, which would be of the same film to whoever reads it.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public SceneFilm(string path, SceneFormat format)
    {
        (_path, _format) = (path, format);
        if (format == SceneFormat.Raw)
        {
            _frames = File.Create(path);
            _labels = new SceneLabels(Path.ChangeExtension(path, Labels));
            return;
        }

        if (Directory.CreateDirectory(path).EnumerateFiles().Any(file => PictureFiles.IsNamed(file.Name)))
        {
            throw new DataException($"{path} holds pictures already; a film wants a folder of its own");
        }

        _labels = new SceneLabels(Path.Combine(path, Labels));
    }

    /// <summary>Writes the frame that was made last.</summary>
    public void Add(SceneSimulation scene)
    {
        if (_frames is not null)
        {
            _frames.Write(scene.Pixels);
        }
        else
        {
            string name = string.Create(
                CultureInfo.InvariantCulture,
                $"{scene.Time.UtcDateTime:yyyyMMddTHHmmss.fff}Z.{(_format == SceneFormat.Png ? "png" : "jpg")}");
            File.WriteAllBytes(Path.Combine(_path, name), scene.Encode(_format));
        }

        _labels.Add(scene);
    }

    public void Dispose()
    {
        _labels.Dispose();
        _frames?.Dispose();
    }
}
