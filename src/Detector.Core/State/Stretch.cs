using System.Numerics;
using System.Runtime.InteropServices;

namespace Detector.Core.State;

/// <summary>What is told about a stretch of values by looking at all of them, several at a time.</summary>
internal static class Stretch
{
    private const int Few = 64;

    /// <summary>Whether no number is smaller than the one before it.</summary>
    public static bool IsRising(ReadOnlySpan<long> numbers)
    {
        for (int i = 1; i < numbers.Length; i++)
        {
            if (numbers[i] < numbers[i - 1])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>How many numbers of a rising stretch are not larger; soonest told where all are not.</summary>
    public static int PlaceOf(ReadOnlySpan<long> numbers, long number)
    {
        if (numbers.IsEmpty || numbers[^1] <= number)
        {
            return numbers.Length;
        }

        if (numbers.Length <= Few)
        {
            return CountUpTo(numbers, number);
        }

        (int low, int high) = (0, numbers.Length - 1);
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            (low, high) = numbers[middle] <= number ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>The smallest value; NaN where there is none. Missing ones are passed over.</summary>
    public static double Min(ReadOnlySpan<double> values) => -Max<Negated>(values);

    /// <summary>The largest value; NaN where there is none. Missing ones are passed over.</summary>
    public static double Max(ReadOnlySpan<double> values) => Max<Plain>(values);

    /// <summary>How many values have the value's bits.</summary>
    public static int Count(ReadOnlySpan<double> values, double value) =>
        MemoryMarshal.Cast<double, long>(values).Count(BitConverter.DoubleToInt64Bits(value));

    /// <summary>How many numbers are not larger.</summary>
    public static int CountUpTo(ReadOnlySpan<long> numbers, long most)
    {
        int lanes = Vector<long>.Count;
        Vector<long> larger = Vector<long>.Zero;
        int i = 0;
        for (; i <= numbers.Length - lanes; i += lanes)
        {
            larger -= Vector.GreaterThan(new Vector<long>(numbers.Slice(i, lanes)), new Vector<long>(most));
        }

        int count = i - (int)Vector.Sum(larger);
        for (; i < numbers.Length; i++)
        {
            count += numbers[i] <= most ? 1 : 0;
        }

        return count;
    }

    /// <summary>How many different values there are: of each, the first in the stretch has its previous one before it.</summary>
    /// <param name="distances">How many events before each the same value was; 0 where the value is missing.</param>
    public static int Distinct(ReadOnlySpan<long> distances)
    {
        int lanes = Vector<long>.Count;
        var places = Vector.CreateSequence<long>(0, 1);
        Vector<long> first = Vector<long>.Zero;
        int i = 0;
        for (; i <= distances.Length - lanes; i += lanes)
        {
            first -= Vector.GreaterThan(new Vector<long>(distances.Slice(i, lanes)), places);
            places += new Vector<long>(lanes);
        }

        int count = (int)Vector.Sum(first);
        for (; i < distances.Length; i++)
        {
            count += distances[i] > i ? 1 : 0;
        }

        return count;
    }

    private static double Max<TSign>(ReadOnlySpan<double> values)
        where TSign : ISign
    {
        int lanes = Vector<double>.Count;
        var most = new Vector<double>(double.NegativeInfinity);
        int i = 0;
        for (; i <= values.Length - lanes; i += lanes)
        {
            Vector<double> next = TSign.Of(new Vector<double>(values.Slice(i, lanes)));
            most = Vector.ConditionalSelect(Vector.GreaterThan(next, most), next, most);
        }

        double max = double.NegativeInfinity;
        for (int lane = 0; lane < lanes; lane++)
        {
            max = Math.Max(max, most[lane]);
        }

        for (; i < values.Length; i++)
        {
            double next = TSign.Of(values[i]);
            max = next > max ? next : max;
        }

        return max > double.NegativeInfinity || values.ContainsAnyExcept(double.NaN) ? max : double.NaN;
    }

    private interface ISign
    {
        static abstract Vector<double> Of(Vector<double> values);

        static abstract double Of(double value);
    }

    private readonly struct Plain : ISign
    {
        public static Vector<double> Of(Vector<double> values) => values;

        public static double Of(double value) => value;
    }

    private readonly struct Negated : ISign
    {
        public static Vector<double> Of(Vector<double> values) => -values;

        public static double Of(double value) => -value;
    }
}
