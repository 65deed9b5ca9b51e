using System.Globalization;
using System.Text;

namespace Detector.Benchmarks.Line;

/// <summary>Events of 30 correlated numbers as JSON, about 480 bytes each; a strange one now and then on request.</summary>
internal sealed class NumberEvents(int seed)
{
    public const int Fields = 30;
    private const int Factors = 6;

    private readonly Random _random = new(seed);
    private readonly StringBuilder _text = new();

    /// <summary>Field f is named f00 to f29.</summary>
    public static string Name(int field) => string.Create(CultureInfo.InvariantCulture, $"f{field:D2}");

    /// <summary>One event as UTF-8 JSON.</summary>
    /// <param name="strange">Whether its numbers break the correlations that the others keep.</param>
    public byte[] Next(bool strange = false)
    {
        Span<double> factors = stackalloc double[Factors];
        foreach (ref double factor in factors)
        {
            factor = Normal();
        }

        _text.Clear().Append('{');
        for (int f = 0; f < Fields; f++)
        {
            double value = strange ? 6 * Normal() : factors[f % Factors] + (0.5 * factors[(f * 7 + 1) % Factors]) + (0.3 * Normal());
            _text.Append(CultureInfo.InvariantCulture, $"{(f == 0 ? "" : ",")}\"{Name(f)}\":{value:F6}");
        }

        return Encoding.UTF8.GetBytes(_text.Append('}').ToString());
    }

    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
