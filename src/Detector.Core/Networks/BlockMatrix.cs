using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Detector.Core.Networks;

/// <summary>
/// A matrix that is multiplied with four rows at a time, so that it is read once for them. What a row gives is the same whatever rows are
/// beside it.
/// </summary>
internal sealed class BlockMatrix
{
    /// <summary>Rows a block.</summary>
    public const int Block = 4;

    /// <summary>Lines of the matrix that are reckoned with together: two vectors.</summary>
    public static readonly int Lanes = 2 * Vector<float>.Count;

    // Of each pair of vectors of lines, padded with zeros: column i is at 2i.
    private readonly Vector<float>[][] _columns;

    private readonly int _width;

    /// <param name="matrix">[lines * width], row-major.</param>
    /// <param name="width">Numbers a line.</param>
    public BlockMatrix(ReadOnlySpan<float> matrix, int width)
    {
        _width = width;
        int lines = matrix.Length / width;
        _columns = new Vector<float>[(lines + Lanes - 1) / Lanes][];
        for (int pair = 0; pair < _columns.Length; pair++)
        {
            _columns[pair] = new Vector<float>[2 * width];
            Span<float> numbers = MemoryMarshal.Cast<Vector<float>, float>(_columns[pair].AsSpan());
            for (int i = 0; i < width; i++)
            {
                for (int line = pair * Lanes; line < Math.Min(lines, (pair + 1) * Lanes); line++)
                {
                    numbers[(i * Lanes) + line - (pair * Lanes)] = matrix[(line * width) + i];
                }
            }
        }
    }

    /// <summary>How many times the lines make two vectors.</summary>
    public int Pairs => _columns.Length;

    /// <summary>Multiplies a pair of vectors of lines with a block of rows, and adds to it.</summary>
    /// <param name="pair">Which pair.</param>
    /// <param name="rows">[Block * stride]: rows of the matrix' width, each at a multiple of the stride.</param>
    /// <param name="stride">Numbers from one row to the next.</param>
    /// <param name="first">What is added to the products with the first vector of lines.</param>
    /// <param name="second">What is added to those with the second one.</param>
    /// <param name="products">Out, [2 * Block]: the pair's products with each row.</param>
    public void Multiply(
        int pair, ReadOnlySpan<float> rows, int stride, Vector<float> first, Vector<float> second, Span<Vector<float>> products)
    {
        // Eight sums under way at once: a single one would wait for itself.
        var (a0, a1, a2, a3) = (first, first, first, first);
        var (b0, b1, b2, b3) = (second, second, second, second);
        ref Vector<float> column = ref MemoryMarshal.GetArrayDataReference(_columns[pair]);
        ref float row0 = ref MemoryMarshal.GetReference(rows[..((3 * stride) + _width)]);
        ref float row1 = ref Unsafe.Add(ref row0, stride);
        ref float row2 = ref Unsafe.Add(ref row1, stride);
        ref float row3 = ref Unsafe.Add(ref row2, stride);
        int width = _width;
        for (int i = 0; i < width; i++)
        {
            Vector<float> a = column;
            Vector<float> b = Unsafe.Add(ref column, 1);
            var (x0, x1) = (new Vector<float>(Unsafe.Add(ref row0, i)), new Vector<float>(Unsafe.Add(ref row1, i)));
            var (x2, x3) = (new Vector<float>(Unsafe.Add(ref row2, i)), new Vector<float>(Unsafe.Add(ref row3, i)));
            a0 = Vector.FusedMultiplyAdd(x0, a, a0);
            b0 = Vector.FusedMultiplyAdd(x0, b, b0);
            a1 = Vector.FusedMultiplyAdd(x1, a, a1);
            b1 = Vector.FusedMultiplyAdd(x1, b, b1);
            a2 = Vector.FusedMultiplyAdd(x2, a, a2);
            b2 = Vector.FusedMultiplyAdd(x2, b, b2);
            a3 = Vector.FusedMultiplyAdd(x3, a, a3);
            b3 = Vector.FusedMultiplyAdd(x3, b, b3);
            column = ref Unsafe.Add(ref column, 2);
        }

        (products[7], products[6], products[5], products[4]) = (b3, a3, b2, a2);
        (products[3], products[2], products[1], products[0]) = (b1, a1, b0, a0);
    }
}
