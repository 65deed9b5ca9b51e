using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Detector.Core.Schemas;

namespace Detector.Core.Features;

/// <summary>
/// Neighbouring number and flag fields, scaled several at a time: subtract, multiply, bound (on the side that does not
/// count by the mean), and the mean where a value is missing.
/// </summary>
internal sealed class ScaledRun : IFeatureStep
{
    private readonly int _field;
    private readonly int _feature;
    private readonly double[] _center;
    private readonly double[] _inverse;
    private readonly double[] _least;
    private readonly double[] _most;
    private readonly double[] _missing;
    private readonly double[] _logarithmic;
    private readonly bool _anyLogarithmic;

    /// <param name="columns">The fields, in order.</param>
    /// <param name="field">Index of the first field.</param>
    /// <param name="feature">Index of the first feature.</param>
    public ScaledRun(IReadOnlyList<(SchemaField Field, FieldState State)> columns, int field, int feature)
    {
        _field = field;
        _feature = feature;
        _center = [.. columns.Select(c => c.State.Center[0])];
        _inverse = [.. columns.Select(c => 1 / c.State.Scale)];
        double[] bound = [.. columns.Select(c =>
            c.Field.Kind == FieldKind.Numeric ? ScaleRule.Bound(c.Field.Settings.Scaling) : ScaleRule.ClipSigma)];
        _missing = [.. columns.Select((c, i) => Math.Clamp((c.State.Mean[0] - _center[i]) * _inverse[i], -bound[i], bound[i]))];
        _least = [.. columns.Select((c, i) => c.Field.Settings.Direction == Direction.Above ? _missing[i] : -bound[i])];
        _most = [.. columns.Select((c, i) => c.Field.Settings.Direction == Direction.Below ? _missing[i] : bound[i])];
        _logarithmic = [.. columns.Select(c => NumberFeatures.IsLogarithmic(c.Field) ? BitConverter.Int64BitsToDouble(-1) : 0.0)];
        _anyLogarithmic = columns.Any(c => NumberFeatures.IsLogarithmic(c.Field));
    }

    public void Transform(ReadOnlyRowSpan rows, int fields, int count, Span<float> features, int width)
    {
        int lanes = Vector256<double>.Count;
        int run = _center.Length;
        for (int row = 0; row < count; row++)
        {
            ReadOnlySpan<double> source = rows.Numbers.Slice((row * fields) + _field, run);
            Span<float> target = features.Slice((row * width) + _feature, run);
            ref double from = ref MemoryMarshal.GetReference(source);
            ref float to = ref MemoryMarshal.GetReference(target);
            if (run < lanes)
            {
                for (int i = 0; i < run; i++)
                {
                    var x = Vector256.Create(source[i]);
                    target[i] = Scale(x, At(_center, i), At(_inverse, i),
                        At(_least, i), At(_most, i), At(_missing, i), At(_logarithmic, i))[0];
                }

                continue;
            }

            // The last step overlaps the one before it instead of leaving a remainder.
            for (int step = 0; step < run; step += lanes)
            {
                int i = Math.Min(step, run - lanes);
                Vector256<double> x = Vector256.LoadUnsafe(ref from, (nuint)i);
                Scale(
                    x, Load(_center, i), Load(_inverse, i), Load(_least, i), Load(_most, i), Load(_missing, i), Load(_logarithmic, i))
                    .StoreUnsafe(ref to, (nuint)i);
            }
        }
    }

    private static Vector256<double> At(double[] values, int i) => Vector256.Create(values[i]);

    private static Vector256<double> Load(double[] values, int i) =>
        Vector256.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(values), (nuint)i);

    private Vector128<float> Scale(
        Vector256<double> x,
        Vector256<double> center,
        Vector256<double> inverse,
        Vector256<double> least,
        Vector256<double> most,
        Vector256<double> missing,
        Vector256<double> logarithmic)
    {
        if (_anyLogarithmic)
        {
            Vector256<double> logarithm = Vector256.CopySign(Vector256.Log(Vector256.Abs(x) + Vector256<double>.One), x);
            x = Vector256.ConditionalSelect(logarithmic, logarithm, x);
        }

        Vector256<double> y = (x - center) * inverse;
        y = Vector256.Min(Vector256.Max(y, least), most);
        y = Vector256.ConditionalSelect(Vector256.Equals(x, x), y, missing);
        return Vector256.Narrow(y, y).GetLower();
    }
}
