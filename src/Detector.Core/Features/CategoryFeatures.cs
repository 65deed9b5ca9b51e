using System.Text;
using Detector.Core.Alerts;
using Detector.Core.Formats;
using Detector.Core.Schemas;

namespace Detector.Core.Features;

/// <summary>
/// A category: one feature for each known value and one for every other (a missing one included), or one for each hash bucket
/// (none set where the value is missing). All features of a field share one scale, chosen so that their variances add up to 1 as a
/// scaled number's does: a rare value is not blown up by the tiny spread of its own column.
/// </summary>
internal sealed class CategoryFeatures : FieldFeatures, IFeatureStep
{
    // Hashed fields name their buckets by the most frequent values only; this many go into the bundle.
    private const int NamedHashValues = 256;

    private readonly TokenTable _slots;
    private readonly bool _isSpelledAnew;
    private readonly UsualValues?[] _usual;
    private readonly float[] _off;
    private readonly float[] _on;

    public CategoryFeatures(SchemaField field, FieldState state, int offset)
        : base(field, state, offset)
    {
        // An earlier program took 1 and 1.0 for two values: its models know a number by the spelling that they were trained on.
        double[] spelled = [.. state.Categories.Select(c => CategoryToken.Of(Encoding.UTF8.GetBytes(c.Text)))];
        _slots = new TokenTable([.. state.Categories.Select(c => c.Token)], spelled);
        _isSpelledAnew = state.Categories.Zip(spelled, (c, token) => c.Token != token).Any(differs => differs);
        _usual = new UsualValues?[state.Categories.Count + 1];
        _off = [.. state.Center.Select(c => (float)(-c / state.Scale))];
        _on = [.. state.Center.Select(c => (float)((1 - c) / state.Scale))];
    }

    public override int Width => State.Center.Count;

    public override IEnumerable<string> Names => IsHashed(Field)
        ? Enumerable.Range(0, Width).Select(i => $"{Field.Name}#{i}")
        : State.Categories.Select(c => $"{Field.Name}={c.Text}").Append($"{Field.Name}:{ValueText.Other}");

    public static FieldState Fit(SchemaField field, double[] column, CategoryNames names)
    {
        var counts = new Dictionary<double, int>();
        foreach (double token in column)
        {
            if (!double.IsNaN(token))
            {
                counts[token] = counts.GetValueOrDefault(token) + 1;
            }
        }

        double rows = Math.Max(1, column.Length);
        CategoryState[] known = [.. counts
            .OrderByDescending(c => c.Value)
            .ThenBy(c => c.Key)
            .Take(IsHashed(field) ? NamedHashValues : field.Settings.MaxCategories)
            .Select(c => new CategoryState(c.Key, names.Find(c.Key) ?? $"#{(long)c.Key:x}", c.Value / rows))];
        double[] shares = new double[IsHashed(field) ? field.Settings.HashBuckets : known.Length + 1];
        if (IsHashed(field))
        {
            foreach ((double token, int count) in counts)
            {
                shares[Bucket(token, shares.Length)] += count / rows;
            }
        }
        else
        {
            for (int i = 0; i < known.Length; i++)
            {
                shares[i] = known[i].Share;
            }

            shares[^1] = Math.Max(0, 1 - known.Sum(c => c.Share));
        }

        return new()
        {
            Name = field.Name,
            Mean = shares,
            Center = IsPlain(field) ? new double[shares.Length] : shares,
            Scale = IsPlain(field) ? 1 : ScaleRule.OfIndicators(shares),
            Categories = known,
            Profile = Profile(known.Select(c => (long)counts[c.Token]), counts.Values.Sum(count => (long)count), column.Length),
        };
    }

    public void Transform(ReadOnlyRowSpan rows, int fields, int count, Span<float> features, int width)
    {
        for (int row = 0; row < count; row++)
        {
            double token = rows.Numbers[(row * fields) + Field.Index];
            Span<float> target = features.Slice((row * width) + Offset, _off.Length);
            _off.CopyTo(target);
            int slot = Slot(token);
            if (slot >= 0)
            {
                target[slot] = _on[slot];
            }
        }
    }

    public override string FormatValue(double raw)
    {
        int index = double.IsNaN(raw) ? -1 : _slots.IndexOf(raw);
        return double.IsNaN(raw) ? ValueText.Missing : index < 0 ? ValueText.Other : State.Categories[index].Text;
    }

    public override string FormatExpected(ReadOnlySpan<float> reconstruction) => Likeliest(reconstruction)?.Text ?? ValueText.Other;

    public override UsualValues? Usual(double raw)
    {
        int index = _slots.IndexOf(raw);
        bool areAll = State.Categories.Count < (IsHashed(Field) ? NamedHashValues : Field.Settings.MaxCategories); // that training had
        if (index < 0 && !areAll && IsHashed(Field))
        {
            return null;
        }

        return _usual[index < 0 ? ^1 : index] ??= Told(index, areAll);
    }

    private static FieldProfile Profile(IEnumerable<long> known, long there, long rows)
    {
        long[] counts = [.. known];
        return new([], [.. counts, there - counts.Sum()], rows - there);
    }

    // Worked out where it is asked for: a field may have many values.
    private UsualValues Told(int index, bool areAll)
    {
        double share = index >= 0 ? State.Categories[index].Share : areAll ? 0 : State.Mean[^1];
        double others = Math.Max(0, 1 - State.Categories.Sum(c => c.Share));
        double moreFrequent = State.Categories.Sum(c => c.Share > share ? c.Share : 0) + (others > share ? others : 0);
        return new(null, null, share, share > 0 && moreFrequent < UsualRange.Coverage);
    }

    public override double Restore(ReadOnlySpan<float> features) => Likeliest(features)?.Token ?? double.NaN;

    public override string MessageText(double raw) => State.Categories.FirstOrDefault(c => c.Token == raw)?.Text ?? ValueText.Other;

    /// <summary>Whether a value is there, but none that the model tells from others that it does not know.</summary>
    public bool IsUnknown(double token) => !IsHashed(Field) && !double.IsNaN(token) && _slots.IndexOf(token) < 0;

    private static bool IsHashed(SchemaField field) => field.Settings.Encoding == CategoryEncoding.Hashing;

    private static int Bucket(double token, int buckets) => (int)((ulong)token % (ulong)buckets);

    // Null where it is one of those that have no name.
    private CategoryState? Likeliest(ReadOnlySpan<float> features)
    {
        int best = 0;
        for (int i = 1; i < features.Length; i++)
        {
            // Compared as shares: the features' centres differ.
            if ((features[i] * State.Scale) + State.Center[i] > (features[best] * State.Scale) + State.Center[best])
            {
                best = i;
            }
        }

        return IsHashed(Field)
            ? State.Categories.FirstOrDefault(c => Bucket(c.Token, Width) == best)
            : State.Categories.ElementAtOrDefault(best);
    }

    private int Slot(double token)
    {
        int index = double.IsNaN(token) || (IsHashed(Field) && !_isSpelledAnew) ? -1 : _slots.IndexOf(token);
        if (IsHashed(Field))
        {
            return double.IsNaN(token) ? -1 : Bucket(index < 0 ? token : State.Categories[index].Token, _off.Length);
        }

        return index < 0 ? _off.Length - 1 : index;
    }
}
