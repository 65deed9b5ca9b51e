namespace Detector.Core.Features;

/// <summary>Raw rows where they lie (see <see cref="RowSpan"/>); whoever asks for a value gets a number.</summary>
public readonly ref struct ReadOnlyRowSpan
{
    /// <summary>What the brightest pixel's byte is divided by, to be 1.</summary>
    public const double White = byte.MaxValue;

    public ReadOnlyRowSpan(ReadOnlySpan<double> numbers) => Numbers = numbers;

    public ReadOnlyRowSpan(ReadOnlySpan<byte> pixels)
    {
        Pixels = pixels;
        ArePixels = true;
    }

    public bool ArePixels { get; }

    /// <summary>The numbers; empty where they are pixels.</summary>
    public ReadOnlySpan<double> Numbers { get; }

    /// <summary>The pixels; empty where they are numbers.</summary>
    public ReadOnlySpan<byte> Pixels { get; }

    public int Length => ArePixels ? Pixels.Length : Numbers.Length;

    public double this[int index] => ArePixels ? Pixels[index] / White : Numbers[index];

    public static implicit operator ReadOnlyRowSpan(RowSpan rows) =>
        rows.ArePixels ? new((ReadOnlySpan<byte>)rows.Pixels) : new((ReadOnlySpan<double>)rows.Numbers);

    public static implicit operator ReadOnlyRowSpan(ReadOnlySpan<double> numbers) => new(numbers);

    public static implicit operator ReadOnlyRowSpan(Span<double> numbers) => new((ReadOnlySpan<double>)numbers);

    public static implicit operator ReadOnlyRowSpan(double[] numbers) => new((ReadOnlySpan<double>)numbers);

    public ReadOnlyRowSpan Slice(int start, int length) =>
        ArePixels ? new(Pixels.Slice(start, length)) : new(Numbers.Slice(start, length));

    /// <summary>Copies the rows; pixels become numbers where there is room for numbers.</summary>
    /// <exception cref="ArgumentException">There is too little room, or numbers are to become pixels.</exception>
    public void CopyTo(RowSpan rows)
    {
        if (!ArePixels)
        {
            Numbers.CopyTo(rows.Numbers);
        }
        else if (rows.ArePixels)
        {
            Pixels.CopyTo(rows.Pixels);
        }
        else
        {
            Span<double> numbers = rows.Numbers[..Length];
            for (int i = 0; i < numbers.Length; i++)
            {
                numbers[i] = Pixels[i] / White;
            }
        }
    }

    /// <summary>A copy of the rows as numbers.</summary>
    public double[] ToArray()
    {
        double[] numbers = new double[Length];
        CopyTo(numbers);
        return numbers;
    }
}
