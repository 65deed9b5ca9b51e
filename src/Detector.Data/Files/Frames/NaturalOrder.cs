namespace Detector.Data.Files.Frames;

/// <summary>Orders file names as people count: frame9 stands before frame10.</summary>
internal sealed class NaturalOrder : IComparer<string>
{
    public int Compare(string? x, string? y)
    {
        ReadOnlySpan<char> first = x, second = y;
        while (!first.IsEmpty && !second.IsEmpty)
        {
            int order;
            if (char.IsAsciiDigit(first[0]) && char.IsAsciiDigit(second[0]))
            {
                ReadOnlySpan<char> one = Number(ref first), other = Number(ref second);
                order = one.Length != other.Length ? one.Length - other.Length : one.SequenceCompareTo(other);
            }
            else
            {
                order = first[0] - second[0];
                first = first[1..];
                second = second[1..];
            }

            if (order != 0)
            {
                return order;
            }
        }

        return first.Length != second.Length ? first.Length - second.Length : string.CompareOrdinal(x, y);
    }

    // The digits at the beginning, without zeros in front.
    private static ReadOnlySpan<char> Number(ref ReadOnlySpan<char> text)
    {
        int end = text.IndexOfAnyExceptInRange('0', '9');
        ReadOnlySpan<char> digits = end < 0 ? text : text[..end];
        text = text[digits.Length..];
        return digits.TrimStart('0');
    }
}
