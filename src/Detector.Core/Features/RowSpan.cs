namespace Detector.Core.Features;

/// <summary>
/// Raw rows where they lie, to be written: numbers, or of frames the bytes of their pixels, of which 0 to 255 stand for 0 to 1.
/// </summary>
public readonly ref struct RowSpan
{
    public RowSpan(Span<double> numbers) => Numbers = numbers;

    public RowSpan(Span<byte> pixels)
    {
        Pixels = pixels;
        ArePixels = true;
    }

    public bool ArePixels { get; }

    /// <summary>The numbers; empty where they are pixels.</summary>
    public Span<double> Numbers { get; }

    /// <summary>The pixels; empty where they are numbers.</summary>
    public Span<byte> Pixels { get; }

    public int Length => ArePixels ? Pixels.Length : Numbers.Length;

    public RowSpan Slice(int start, int length) => ArePixels ? new(Pixels.Slice(start, length)) : new(Numbers.Slice(start, length));

    public static implicit operator RowSpan(Span<double> numbers) => new(numbers);

    public static implicit operator RowSpan(double[] numbers) => new(numbers.AsSpan());
}
