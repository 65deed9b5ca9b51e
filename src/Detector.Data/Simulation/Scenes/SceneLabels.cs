using System.Globalization;

namespace Detector.Data.Simulation.Scenes;

/// <summary>
/// Writes the truth about frames: a CSV file of kinds and boxes, and beside it a file of the kinds alone, one a line, as "evaluate" takes
/// it.
/// </summary>
public sealed class SceneLabels : IDisposable
{
    private const string Kinds = ".kinds.txt";

    private readonly StreamWriter _labels;
    private readonly StreamWriter _kinds;

    /// <param name="path">The CSV file.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public SceneLabels(string path)
    {
        _labels = File.CreateText(path);
        try
        {
            _kinds = File.CreateText(Path.ChangeExtension(path, Kinds));
        }
        catch
        {
            _labels.Dispose();
            throw;
        }

        _labels.Write("frame,time,kind,x,y,width,height\n");
    }

    /// <summary>A kind as it is written, such as wrong_way.</summary>
    public static string Name(SceneKind kind) => kind switch
    {
        SceneKind.WrongWay => "wrong_way",
        _ => kind.ToString().ToLowerInvariant(),
    };

    /// <summary>Writes the frame that was made last; where nothing is strange its box is empty.</summary>
    public void Add(SceneSimulation scene)
    {
        SceneBox box = scene.Box;
        string place = scene.Kind == SceneKind.None ? ",,,"
            : string.Create(CultureInfo.InvariantCulture, $"{box.X},{box.Y},{box.Width},{box.Height}");
        string kind = Name(scene.Kind);
        _labels.Write(string.Create(
            CultureInfo.InvariantCulture, $"{scene.Number},{scene.Time.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ},{kind},{place}\n"));
        _kinds.Write($"{kind}\n");
    }

    public void Dispose()
    {
        _labels.Dispose();
        _kinds.Dispose();
    }
}
