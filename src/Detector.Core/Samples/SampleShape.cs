namespace Detector.Core.Samples;

/// <summary>The shape of what a model sees: a vector [F], a sequence [T, F] or an image [C, H, W]. Everywhere else a sample is flat, row-major.</summary>
public sealed class SampleShape
{
    private readonly int[] _dimensions;

    /// <exception cref="ArgumentException">There is no such sample, or it is empty.</exception>
    public SampleShape(params ReadOnlySpan<int> dimensions)
    {
        if (dimensions.Length is < 1 or > 3 || dimensions.ContainsAnyExceptInRange(1, int.MaxValue))
        {
            throw new ArgumentException($"a sample is [features], [steps, features] or [channels, height, width], not [{string.Join(", ", dimensions.ToArray())}]", nameof(dimensions));
        }

        _dimensions = dimensions.ToArray();
        Width = _dimensions.Aggregate(1, (product, dimension) => checked(product * dimension));
    }

    public IReadOnlyList<int> Dimensions => _dimensions;

    public SampleKind Kind => (SampleKind)_dimensions.Length;

    /// <summary>Numbers in a sample: the product of its dimensions.</summary>
    public int Width { get; }

    /// <summary>Steps of a sequence; 1 for all else.</summary>
    public int Steps => Kind == SampleKind.Sequence ? _dimensions[0] : 1;

    /// <summary>Numbers a step: all of them where it is no sequence.</summary>
    public int StepWidth => Width / Steps;

    public override string ToString() => $"{Kind.ToString().ToLowerInvariant()} [{string.Join(", ", _dimensions)}]";
}
