using Detector.Data.Simulation.Scenes;

namespace Detector.Data.Tests.Simulation.Scenes;

public class SceneSimulationTests
{
    private const int Frames = 3000;

    private static readonly SceneOptions Options = new() { Width = 80, Height = 60, AnomalyRate = 0.4 };
    private static readonly List<Seen> Made = [.. Take(5, Options, Frames)];

    [Fact]
    public void TheSameSeedMakesTheSameFramesAndAnotherOneOthers()
    {
        List<Seen> again = [.. Take(5, Options, 200)], other = [.. Take(6, Options, 200)];

        Assert.All(again.Zip(Made), pair => Assert.Equal(pair.First with { Pixels = pair.Second.Pixels }, pair.Second));
        Assert.All(again.Zip(Made), pair => Assert.Equal(pair.First.Pixels, pair.Second.Pixels));
        Assert.All(other.Zip(Made), pair => Assert.NotEqual(pair.First.Pixels, pair.Second.Pixels));
        Assert.Equal(Enumerable.Range(1, 200), again.Select(seen => (int)seen.Number));
        Assert.Equal(Options.Start.AddMilliseconds(39_800), again[^1].Time);
    }

    /// <summary>The same seed without anomalies tells which pixels they changed.</summary>
    [Theory]
    [InlineData(ScenePlace.Street)]
    [InlineData(ScenePlace.Yard)]
    public void ABoxHoldsWhatIsChangedAndNothingElseIs(ScenePlace place)
    {
        SceneOptions options = Options with { Place = place };
        int strange = 0;
        foreach ((Seen seen, Seen usual) in Take(8, options, 700).Zip(Take(8, options with { AnomalyRate = 0 }, 700)))
        {
            (int x, int y)[] changed = [.. Enumerable.Range(0, seen.Pixels.Length).Where(i => seen.Pixels[i] != usual.Pixels[i])
                .Select(i => (i % Options.Width, i / Options.Width))];
            Assert.Equal((SceneKind.None, default(SceneBox)), (usual.Kind, usual.Box));
            Assert.Equal(seen.Kind != SceneKind.None, changed.Length > 0);
            if (changed.Length == 0)
            {
                Assert.Equal(default(SceneBox), seen.Box);
                continue;
            }

            strange++;
            SceneBox box = seen.Box;
            Assert.All(changed, pixel => Assert.True(
                pixel.x >= box.X && pixel.x < box.X + box.Width && pixel.y >= box.Y && pixel.y < box.Y + box.Height));

            // What is nearly transparent, a shadow's edge, may be as it was.
            Assert.InRange(changed.Min(pixel => pixel.x) - box.X, 0, 3);
            Assert.InRange(box.X + box.Width - 1 - changed.Max(pixel => pixel.x), 0, 3);
            Assert.InRange(changed.Min(pixel => pixel.y) - box.Y, 0, 3);
            Assert.InRange(box.Y + box.Height - 1 - changed.Max(pixel => pixel.y), 0, 3);
        }

        Assert.InRange(strange, 70, 560);
    }

    [Fact]
    public void SoManyFramesAreStrangeAndEachKindComesOnceBeforeAnyComesAgain()
    {
        Assert.InRange(Made.Count(seen => seen.Kind != SceneKind.None) / (double)Frames, 0.25, 0.55);
        SceneKind[] order = [.. Spans().Select(span => span[0].Kind)];
        Assert.True(order.Length >= 10);
        Assert.All(order.Chunk(5).Where(round => round.Length == 5), round => Assert.Equal(5, round.Distinct().Count()));
    }

    [Fact]
    public void EachKindIsWhatItIsCalled()
    {
        int picture = Options.Width * Options.Height;
        double[] runs = [.. Of(SceneKind.Runner).Select(Speed)], walks = [.. Of(SceneKind.WrongWay).Select(Speed)];
        Assert.True(runs.Min(Math.Abs) > 1.5 * walks.Max(Math.Abs));
        Assert.All(Of(SceneKind.Runner), span => Assert.Equal(Usual(span), Math.Sign(Speed(span))));
        Assert.All(Of(SceneKind.Vehicle), span => Assert.Equal(Usual(span), Math.Sign(Speed(span))));
        Assert.All(Of(SceneKind.WrongWay), span => Assert.Equal(-Usual(span), Math.Sign(Speed(span))));
        Assert.All(Of(SceneKind.Vehicle), span => Assert.InRange(span.Max(seen => Area(seen.Box)), picture / 30, picture));
        Assert.All(Of(SceneKind.Covered), span => Assert.All(span, seen => Assert.InRange(Area(seen.Box), picture / 2, picture)));
        Assert.All(Of(SceneKind.Abandoned), span =>
        {
            SceneBox whole = span.MaxBy(seen => Area(seen.Box))!.Box;
            Assert.All(span, seen => Assert.True(seen.Box.X >= whole.X && seen.Box.Y >= whole.Y
                && seen.Box.X + seen.Box.Width <= whole.X + whole.Width && seen.Box.Y + seen.Box.Height <= whole.Y + whole.Height));
            Assert.True(span.Length > 30);
        });

        // The street's middle lane leads to the left: who goes there stands between 0.65 and 0.8 of the picture's height.
        static int Usual(Seen[] span) =>
            (span.Max(seen => seen.Box.Y + seen.Box.Height) / (double)Options.Height) is > 0.66 and < 0.81 ? -1 : 1;
    }

    [Fact]
    public void LightDriftsAndTheSensorIsNoisy()
    {
        SceneOptions usual = Options with { AnomalyRate = 0, FramesPerSecond = 1 };
        double[] sky = [.. Take(3, usual, 600).Select(Sky)];
        Assert.All(sky.Zip(sky.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, -12, 12));
        Assert.True(sky.Max() - sky.Min() > 10);
        double night = Take(3, usual with { Start = usual.Start.AddHours(15) }, 100).Average(Sky);
        Assert.True(night < 0.7 * sky.Average(), $"{night} of {sky.Average()}");

        double[] noise = [.. Take(3, usual, 100).SelectMany(seen => seen.Pixels[..Options.Width].Select(pixel => pixel - Sky(seen)))];
        Assert.InRange(Math.Sqrt(noise.Average(x => x * x)), 2.5, 3.6);

        // The first line is sky, whatever happens below.
        static double Sky(Seen seen) => seen.Pixels[..Options.Width].Average(pixel => (double)pixel);
    }

    private static int Area(SceneBox box) => box.Width * box.Height;

    private static IEnumerable<Seen[]> Of(SceneKind kind) => Spans().Where(span => span[0].Kind == kind);

    // To the right, in heights of whoever it is a frame, over what is wholly in the picture.
    private static double Speed(Seen[] span)
    {
        Seen[] whole = [.. span.Where(seen => seen.Box.X > 0 && seen.Box.X + seen.Box.Width < Options.Width)];
        return (Middle(whole[^1]) - Middle(whole[0])) / (whole[^1].Number - whole[0].Number) / whole.Max(seen => seen.Box.Height);

        static double Middle(Seen seen) => seen.Box.X + (seen.Box.Width / 2.0);
    }

    // Frames of the same thing: between two things there are seconds, behind a passer-by one is hidden for less.
    private static List<Seen[]> Spans()
    {
        var spans = new List<List<Seen>>();
        foreach (Seen seen in Made.Where(seen => seen.Kind != SceneKind.None))
        {
            if (spans.Count == 0 || spans[^1][^1] is var last && (last.Kind != seen.Kind || seen.Number - last.Number > 10))
            {
                spans.Add([]);
            }

            spans[^1].Add(seen);
        }

        // The last one may have been cut.
        return [.. spans.SkipLast(1).Select(span => span.ToArray())];
    }

    private static IEnumerable<Seen> Take(long seed, SceneOptions options, int count)
    {
        var scene = new SceneSimulation(seed, options);
        for (int i = 0; i < count; i++)
        {
            scene.Next();
            yield return new Seen(scene.Number, scene.Time, scene.Kind, scene.Box, scene.Pixels.ToArray());
        }
    }

    private sealed record Seen(long Number, DateTimeOffset Time, SceneKind Kind, SceneBox Box, byte[] Pixels);
}
