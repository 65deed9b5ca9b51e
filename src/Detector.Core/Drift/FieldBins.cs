using System.Text;
using Detector.Core.Features;
using Detector.Core.Formats;
using Detector.Core.Schemas;

namespace Detector.Core.Drift;

/// <summary>
/// The bins in which one field's values are counted, a last one for none, and how many of the training rows were in each. Immutable.
/// </summary>
internal abstract class FieldBins(SchemaField field, IReadOnlyList<long> training)
{
    /// <summary>Index of the field in a row.</summary>
    public int Field { get; } = field.Index;

    public string Name { get; } = field.Name;

    /// <summary>[bins] training rows in each.</summary>
    public IReadOnlyList<long> Training { get; } = training;

    public long Rows { get; } = training.Sum();

    public int Count => Training.Count;

    /// <summary>Whether the last bin but one is for values that the model does not know.</summary>
    public bool HasUnknown { get; } =
        field is { Kind: FieldKind.Categorical, Settings.Encoding: not CategoryEncoding.Hashing };

    /// <summary>The bin for what is missing.</summary>
    protected int Missing => Count - 1;

    /// <summary>The field's; null where its training rows were not noted.</summary>
    public static FieldBins? Of(SchemaField field, FieldState state) => state.Profile is not { } profile ? null
        : field.Kind == FieldKind.Categorical ? new CategoryBins(field, state, profile) : new NumberBins(field, profile);

    /// <summary>The bin that a raw value is in.</summary>
    public abstract int Of(double raw);

    /// <summary>What is in a bin, in words that follow a number of events.</summary>
    public abstract string Words(int bin);

    private sealed class NumberBins(SchemaField field, FieldProfile profile)
        : FieldBins(field, [.. profile.Counts, profile.Missing])
    {
        private readonly double[] _edges = [.. profile.Edges];
        private readonly bool _isFlag = field.Kind == FieldKind.Boolean;

        public override int Of(double raw)
        {
            if (double.IsNaN(raw))
            {
                return Missing;
            }

            int bin = 0;
            while (bin < _edges.Length && raw > _edges[bin])
            {
                bin++;
            }

            return bin;
        }

        // The edge just below a frequent value stands for that value.
        public override string Words(int bin)
        {
            bool isOne = bin > 0 && bin < _edges.Length && Math.BitDecrement(_edges[bin]) == _edges[bin - 1];
            return bin == Missing ? "without a value"
                : _edges.Length == 0 ? "with any value"
                : _isFlag ? $"with {ValueText.Of(isOne ? _edges[bin] > 0.5 : bin > 0)}"
                : isOne ? $"with {ValueText.Of(_edges[bin])}"
                : bin == 0 ? IsJustBelow(0) ? $"below {ValueText.Of(_edges[1])}" : $"up to {ValueText.Of(_edges[0])}"
                : bin == _edges.Length ? $"above {ValueText.Of(_edges[^1])}"
                : $"from {ValueText.Of(_edges[bin - 1])} to {ValueText.Of(_edges[bin])}";
        }

        private bool IsJustBelow(int edge) => edge + 1 < _edges.Length && Math.BitIncrement(_edges[edge]) == _edges[edge + 1];
    }

    // The most frequent values, all others that training knew, and those that it did not.
    private sealed class CategoryBins : FieldBins
    {
        private const int Most = 16;

        private readonly TokenTable _known;
        private readonly string[] _names;

        public CategoryBins(SchemaField field, FieldState state, FieldProfile profile)
            : base(field, Joined(profile))
        {
            _known = new TokenTable(
                [.. state.Categories.Select(c => c.Token)],
                [.. state.Categories.Select(c => CategoryToken.Of(Encoding.UTF8.GetBytes(c.Text)))]);
            _names = [.. state.Categories.Take(Most).Select(c => c.Text)];
        }

        public override int Of(double raw)
        {
            if (double.IsNaN(raw))
            {
                return Missing;
            }

            int known = _known.IndexOf(raw);
            return known < 0 ? Most + 1 : Math.Min(known, Most);
        }

        public override string Words(int bin) => bin == Missing ? "without a value"
            : bin == Most + 1 ? HasUnknown ? "with a value that the model does not know" : "with none of training's frequent values"
            : bin == Most ? "with one of the rarer known values"
            : bin < _names.Length ? $"with {_names[bin]}" : "";

        private static long[] Joined(FieldProfile profile)
        {
            long[] joined = new long[Most + 3];
            int known = profile.Counts.Count - 1;
            for (int i = 0; i < known; i++)
            {
                joined[Math.Min(i, Most)] += profile.Counts[i];
            }

            joined[Most + 1] = profile.Counts[known];
            joined[Most + 2] = profile.Missing;
            return joined;
        }
    }
}
