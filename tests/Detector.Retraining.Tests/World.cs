using System.Globalization;
using Detector.Core.Schemas;

namespace Detector.Retraining.Tests;

/// <summary>Events of five fields that hang together, of which the usual ones lie around a centre that can move.</summary>
internal static class World
{
    private static readonly string[] Names = ["a", "b", "c", "d", "e"];

    public static Schema Schema { get; } =
        new(new SchemaSettings { Fields = [.. Names.Select(name => new FieldSettings { Name = name })] });

    /// <summary>Usual events.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">Draws them.</param>
    /// <param name="centre">Where they lie.</param>
    public static IEnumerable<double[]> Usual(int count, int seed, double centre = 0)
    {
        var random = new Random(seed);
        for (int i = 0; i < count; i++)
        {
            double u = Normal(random);
            double v = Normal(random);
            yield return
            [
                centre + u + (0.1 * Normal(random)), centre - u + (0.1 * Normal(random)), v + (0.1 * Normal(random)),
                u + v + (0.1 * Normal(random)), (2 * v) + (0.1 * Normal(random)),
            ];
        }
    }

    /// <summary>The same events, of which one in so many is replaced by one of another kind.</summary>
    public static IEnumerable<double[]> Mixed(IEnumerable<double[]> usual, IEnumerable<double[]> others, int oneIn) =>
        usual.Zip(others).Select((pair, i) => i % oneIn == oneIn - 1 ? pair.Second : pair.First);

    /// <summary>Events whose fields do not hang together.</summary>
    public static IEnumerable<double[]> Strange(int count, int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < count; i++)
        {
            yield return [.. Names.Select(_ => 3 * Normal(random))];
        }
    }

    public static string Json(double[] row) =>
        "{" + string.Join(",", Names.Select((name, i) => string.Create(CultureInfo.InvariantCulture, $"\"{name}\":{row[i]}"))) + "}";

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
