using System.Globalization;
using Detector.Core.Schemas;
using Detector.Data.Files;
using Detector.Data.Files.Frames;
using Detector.Data.Simulation.Scenes;

namespace Detector.Data.Tests.Simulation.Scenes;

/// <summary>What is written is read again as the frames and labels of a stream.</summary>
public sealed class SceneFilmTests : IDisposable
{
    private const int Frames = 120;

    private static readonly SceneOptions Options = new() { Width = 32, Height = 24, FramesPerSecond = 3, AnomalyRate = 0.5 };

    private readonly string _folder = Directory.CreateTempSubdirectory("detector-scene-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(SceneFormat.Png, "film", "film/labels.csv", 0)]
    [InlineData(SceneFormat.Jpeg, "film", "film/labels.csv", 40)]
    [InlineData(SceneFormat.Raw, "film.bin", "film.labels.csv", 0)]
    public void FramesAndLabelsAreReadAsTheyWere(SceneFormat format, string name, string labels, int most)
    {
        List<(byte[] Pixels, string Line, bool IsStrange)> made = Write(format, name);

        Assert.Equal(["frame,time,kind,x,y,width,height", .. made.Select(frame => frame.Line)], File.ReadAllLines(In(labels)));
        Assert.Contains(made, frame => frame.IsStrange);
        var schema = new Schema(FrameSource.Describe(In(name), (32, 24), PixelFormat.Gray8));
        var label = new LabelColumn(In(Path.ChangeExtension(labels, ".kinds.txt")), Usual: "none");
        using var reader = new DatasetReader(schema, In(name), label: label);
        foreach ((byte[] pixels, string line, bool isStrange) in made)
        {
            Assert.True(reader.Next() && reader.Result.Ok, line);
            Assert.Equal(isStrange, reader.IsAnomaly);
            int error = 0;
            for (int i = 0; i < pixels.Length; i++)
            {
                error = Math.Max(error, (int)Math.Round(Math.Abs((255 * reader.Row[i]) - pixels[i])));
            }

            Assert.InRange(error, 0, most);
        }

        Assert.False(reader.Next());
    }

    [Fact]
    public void APicturesNameTellsItsTime()
    {
        Write(SceneFormat.Png, "film");

        long start = Options.Start.ToUnixTimeMilliseconds();
        Assert.Equal(
            Enumerable.Range(0, Frames).Select(i => start + (long)Math.Round(i * 1000.0 / 3)),
            Directory.EnumerateFiles(In("film"), "*.png").Order(new NaturalOrder()).Select(PictureTime.Of));
    }

    [Fact]
    public void AFolderThatHoldsPicturesIsRefused()
    {
        Write(SceneFormat.Png, "film");

        var e = Assert.Throws<DataException>(() => new SceneFilm(In("film"), SceneFormat.Jpeg));
        Assert.Contains("film holds pictures already", e.Message);
    }

    private List<(byte[] Pixels, string Line, bool IsStrange)> Write(SceneFormat format, string name)
    {
        var made = new List<(byte[], string, bool)>();
        var scene = new SceneSimulation(4, Options);
        using var film = new SceneFilm(In(name), format);
        for (int i = 0; i < Frames; i++)
        {
            scene.Next();
            film.Add(scene);
            bool isStrange = scene.Kind != SceneKind.None;
            SceneBox box = scene.Box;
            string kind = scene.Kind == SceneKind.WrongWay ? "wrong_way" : scene.Kind.ToString().ToLowerInvariant();
            string time = Options.Start.AddMilliseconds(Math.Round(i * 1000.0 / 3))
                .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
            made.Add((scene.Pixels.ToArray(),
                $"{i + 1},{time},{kind},{(isStrange ? $"{box.X},{box.Y},{box.Width},{box.Height}" : ",,,")}", isStrange));
        }

        return made;
    }

    private string In(string name) => Path.Combine(_folder, name);
}
