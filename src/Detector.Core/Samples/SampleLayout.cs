namespace Detector.Core.Samples;

/// <summary>
/// What a sample is made of, raw or scaled: a vector [F] of fields, a sequence [T, F] of steps or an image [C, H, W] of planes. It is
/// asked for sizes, for what a sample may lack and how a place in it is told to people. Everywhere else a sample is flat, row-major.
/// </summary>
public sealed class SampleLayout
{
    private static readonly string[] Colours = ["red", "green", "blue"];

    private readonly int[] _dimensions;

    /// <exception cref="ArgumentException">There is no such sample, or it is empty.</exception>
    public SampleLayout(params ReadOnlySpan<int> dimensions)
    {
        if (dimensions.Length is < 1 or > 3 || dimensions.ContainsAnyExceptInRange(1, int.MaxValue))
        {
            throw new ArgumentException(
                "a sample is [features], [steps, features] or [channels, height, width], "
                + $"not [{string.Join(", ", dimensions.ToArray())}]",
                nameof(dimensions));
        }

        _dimensions = dimensions.ToArray();
        Width = _dimensions.Aggregate(1, (product, dimension) => checked(product * dimension));
        Sizes = Kind == SampleKind.Image ? _dimensions[1..] : _dimensions[..^1];
    }

    public IReadOnlyList<int> Dimensions => _dimensions;

    public SampleKind Kind => (SampleKind)_dimensions.Length;

    /// <summary>
    /// [StepWidth] of scaled numbers: 1 where one is strange above its mean only, -1 below it, 0 on both sides; null where all are on
    /// both.
    /// </summary>
    public IReadOnlyList<int>? Sides { get; private init; }

    /// <summary>
    /// Whether it is made of steps, the last of which is the event itself. Those that a key does not have yet are NaN throughout.
    /// </summary>
    public bool HasSteps => Kind == SampleKind.Sequence;

    /// <summary>Whether it is made of planes of pixels, which have coordinates in place of names.</summary>
    public bool HasPlanes => Kind == SampleKind.Image;

    /// <summary>What people are told that a sample is: a row, a sequence or a frame.</summary>
    public string Thing => HasPlanes ? "frame" : HasSteps ? "sequence" : "row";

    /// <summary>Numbers in a sample: the product of its dimensions.</summary>
    public int Width { get; }

    /// <summary>Steps of a sequence; 1 for all else.</summary>
    public int Steps => HasSteps ? _dimensions[0] : 1;

    /// <summary>Numbers a step: all of them where it is no sequence.</summary>
    public int StepWidth => Width / Steps;

    /// <summary>
    /// Places in each direction in which neighbours are alike: a sequence's steps, an image's height and width; none of a vector.
    /// </summary>
    public IReadOnlyList<int> Sizes { get; }

    /// <summary>Numbers at each of these places: an image's planes, else the fields.</summary>
    public int Channels => HasPlanes ? _dimensions[0] : StepWidth;

    /// <summary>The layout of so many rows of this one, with those before it; an image is a sample by itself.</summary>
    public SampleLayout Over(int steps) => HasPlanes || steps == 1 ? this : new(steps, Width);

    /// <summary>The layout once rows are scaled.</summary>
    /// <param name="features">Numbers that a scaled row has.</param>
    /// <exception cref="ArgumentException">It is an image, and a pixel becomes more than one number.</exception>
    public SampleLayout Of(int features) =>
        HasSteps ? new(Steps, features)
        : !HasPlanes ? new(features)
        : Width == features ? this
        : throw new ArgumentException(
            $"an {this} has {Width} pixels, but scaled rows have {features} numbers; pixels are numeric fields", nameof(features));

    /// <summary>The same with <see cref="Sides"/>.</summary>
    public SampleLayout With(IReadOnlyList<int>? sides) => sides is null ? this : new(_dimensions) { Sides = sides };

    /// <summary>
    /// Whether the last of its planes is no picture, but how it moves (<see cref="Formats.Frames.Motion"/>): pictures have one or three.
    /// </summary>
    public bool HasMotion => HasPlanes && Channels is 2 or 4;

    /// <summary>Planes that are a picture.</summary>
    public int PicturePlanes => HasMotion ? Channels - 1 : Channels;

    /// <summary>What one of an image's planes is called.</summary>
    public string Plane(int channel) => channel == PicturePlanes ? "motion" : PicturePlanes == Colours.Length ? Colours[channel] : "pixel";

    /// <summary>What a place in an image is called, such as "pixel 3,4" or "red 3,4": its column and line.</summary>
    public string Pixel(int place)
    {
        (int channel, int pixel) = Math.DivRem(place, Width / Channels);
        return $"{Plane(channel)} {pixel % Sizes[1]},{pixel / Sizes[1]}";
    }

    /// <summary>How many events before the last one a step is; null where there are no steps.</summary>
    public int? StepsBack(int step) => HasSteps ? Steps - 1 - step : null;

    public override string ToString() => $"{Kind.ToString().ToLowerInvariant()} [{string.Join(", ", _dimensions)}]";
}
