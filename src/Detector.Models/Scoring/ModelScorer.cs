using Detector.Core.Alerts;
using Detector.Core.Batches;
using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Models.Torch;
using static TorchSharp.torch;

namespace Detector.Models.Scoring;

/// <summary>
/// Scores events with one model: raw rows to features, forward pass, score function, the mean over the members; and says why.
/// </summary>
internal sealed class ModelScorer : IScorer
{
    // Fields that make less of what is strange about another are not told of it, nor more of them than these.
    private const double LeastFall = 0.25;
    private const int MostPartners = 3;

    // Sequences are put together a few at a time, so that what they are made of stays in the processor's cache.
    private const int GatheredNumbers = 1 << 14;

    private readonly ModelParts _parts;
    private readonly MemberScorer[] _members;
    private readonly BatchScores _memberScores;
    private readonly double[] _samples;
    private readonly int _width;
    private readonly int[] _fieldOf;
    private readonly bool _hasCategories;
    private readonly RegionMemory _memory;
    private BatchScores? _last;
    private int _thread;

    /// <param name="parts">The model.</param>
    /// <param name="version">Its bundle's version.</param>
    /// <param name="capacity">Most events a batch.</param>
    /// <param name="device">auto, cpu, cuda or cuda:N.</param>
    /// <param name="isForFew">See <see cref="Inference"/>.</param>
    public ModelScorer(ModelParts parts, string version, int capacity, string device, bool isForFew = false)
    {
        _parts = parts;
        _width = parts.Shape.Width;
        _fieldOf = [.. Enumerable.Range(0, _width).Select(i => parts.Transform.FieldOf(i % parts.Shape.StepWidth))];
        _hasCategories = parts.Schema.Scaled.Any(field => field.Kind == FieldKind.Categorical);
        Version = version;
        Capacity = capacity;
        Device target = Devices.Find(device);
        Device = target.ToString();
        _memory = new RegionMemory(isKept: !isForFew);
        UseThread();
        _members = [.. parts.Members.Select(member => new MemberScorer(member, parts.Input, capacity, target, isForFew))];
        _memberScores = new BatchScores(_members.Length > 1 ? capacity : 0);
        int sample = parts.Shape.Steps * parts.Schema.FieldCount;
        _samples = new double[parts.Shape.HasSteps ? sample * Math.Max(1, GatheredNumbers / sample) : 0];
    }

    public string Version { get; }

    public string Family => _parts.Settings.Family;

    public string Device { get; }

    public int Capacity { get; }

    public void Score(Batch batch, BatchScores scores)
    {
        int rows = batch.FieldCount / _parts.Schema.FieldCount;
        if (rows == _parts.Shape.Steps)
        {
            _last = scores;
            _memory.Begin(batch, scores);
            Score(batch.Rows, batch.Count, scores);
            _memory.Leave();
        }
        else
        {
            UseThread();
            Gather(batch);
            ScoreInput(batch.Count, scores);
        }

        if (_hasCategories)
        {
            _parts.Transform.CountUnknown(batch.Rows, batch.Count, rows, scores.CountUnknown(_parts.Schema.FieldCount));
        }
    }

    /// <summary>Scores raw samples.</summary>
    /// <param name="rows">[count * steps * fields] at least, row-major; a step without a single value (NaN throughout) is absent.</param>
    /// <param name="count">Number of samples, at most the capacity.</param>
    /// <param name="scores">Out: the first <paramref name="count"/> entries.</param>
    public void Score(ReadOnlyRowSpan rows, int count, BatchScores scores)
    {
        UseThread();
        Scale(rows.Slice(0, count * _parts.Shape.Steps * _parts.Schema.FieldCount), _members[0].Input);
        ScoreInput(count, scores);
    }

    private void Scale(ReadOnlyRowSpan rows, Span<float> features)
    {
        int fields = _parts.Schema.FieldCount;
        int steps = rows.Length / fields;
        _parts.Transform.Transform(rows, steps, features[..(steps * _parts.Shape.StepWidth)]);
        if (_parts.Shape.HasSteps)
        {
            AbsentSteps.Mark(rows, fields, features, _parts.Shape.StepWidth);
        }
    }

    private void Gather(Batch batch)
    {
        int width = _parts.Shape.Steps * _parts.Schema.FieldCount;
        int most = _samples.Length / width;
        for (int start = 0; start < batch.Count; start += most)
        {
            int count = Math.Min(most, batch.Count - start);
            for (int i = 0; i < count; i++)
            {
                batch.CopySample(start + i, _parts.Window.Stride, _samples.AsSpan(i * width, width));
            }

            Scale(_samples.AsSpan(0, count * width), _members[0].Input[(start * _width)..]);
        }
    }

    // What was written to the first member's input.
    private void ScoreInput(int count, BatchScores scores)
    {
        _members[0].Score(count, scores, _memory);
        for (int i = 1; i < _members.Length; i++)
        {
            _members[0].Input[..(count * _width)].CopyTo(_members[i].Input);
            _members[i].Score(count, _memberScores, null);
            scores.Add(_memberScores, count);
        }

        if (_members.Length > 1)
        {
            scores.Divide(_members.Length, count);
        }
    }

    public double[] Shares(Batch batch, int index)
    {
        double[] parts = new double[_width];
        foreach (MemberScorer member in _members)
        {
            member.Explain(index, Baseline(member, index), parts);
        }

        double sum = parts.Sum();
        double[] shares = new double[_parts.Schema.FieldCount];
        for (int i = 0; i < _width; i++)
        {
            shares[_fieldOf[i]] += parts[i] / sum;
        }

        return shares;
    }

    public IReadOnlyList<FeatureContribution> Explain(Batch batch, int index, int most = int.MaxValue, double leastShare = 0)
    {
        double[] parts = new double[_width];
        float[] expected = new float[_width];
        foreach (MemberScorer member in _members)
        {
            member.Explain(index, Baseline(member, index), parts);
            ReadOnlySpan<float> reconstruction = member.Reconstruction(index);
            for (int i = 0; i < _width; i++)
            {
                expected[i] += reconstruction[i] / _members.Length;
            }
        }

        int fields = _parts.Schema.FieldCount;
        double[] sample = new double[_parts.Shape.Steps * fields];
        batch.CopySample(index, _parts.Window.Stride, sample);
        double sum = parts.Sum();
        double[] shares = new double[sample.Length];
        double[] ofFields = new double[fields];
        for (int i = 0; i < _width; i++)
        {
            int field = _fieldOf[i];
            shares[(i / _parts.Shape.StepWidth * fields) + field] += parts[i] / sum;
            ofFields[field] += parts[i] / sum;
        }

        return [.. Enumerable.Range(0, fields).OrderByDescending(field => ofFields[field]).Take(most)
            .TakeWhile((field, i) => i == 0 || ofFields[field] >= leastShare)
            .Select(field => Contribution(field, ofFields[field], shares, sample, expected))];
    }

    public void Dispose()
    {
        foreach (MemberScorer member in _members)
        {
            member.Dispose();
        }
    }

    // An ensemble's other members see other cells.
    private float[]? Baseline(MemberScorer member, int index) => member == _members[0] ? _last?.Baselines[index] : null;

    // Torch keeps the number for each thread, and a scorer may be made by one thread and used by another.
    private void UseThread()
    {
        if (_thread != Environment.CurrentManagedThreadId)
        {
            _thread = Environment.CurrentManagedThreadId;
            set_num_threads(_parts.Settings.Threads);
        }
    }

    // [steps, fields] shares and raw numbers, [steps, features] expected ones: a field is told by the step that made most of its share.
    private FeatureContribution Contribution(
        int field, double share, double[] shares, ReadOnlyRowSpan raw, ReadOnlySpan<float> expected)
    {
        (int steps, int fields) = (_parts.Shape.Steps, _parts.Schema.FieldCount);
        int most = steps - 1;
        for (int step = steps - 2; step >= 0; step--)
        {
            most = shares[(step * fields) + field] > shares[(most * fields) + field] ? step : most;
        }

        double value = raw[(most * fields) + field];
        UsualValues? usual = _parts.Transform.Usual(field, value);
        return new FeatureContribution(
            _parts.Schema.Fields[field].Name,
            _parts.Transform.FormatValue(field, value),
            _parts.Transform.FormatExpected(field, expected[(most * _parts.Shape.StepWidth)..]),
            share,
            _parts.Shape.StepsBack(most) * _parts.Window.Stride)
        {
            Usual = usual,
            TogetherWith = usual is { Has: true } ? Partners(field, most) : null,
        };
    }

    // The fields together with which a value of the sample explained last is strange; null where no distance tells, or none of them does
    // much.
    private string[]? Partners(int field, int step)
    {
        (int first, int count) = _parts.Transform.FeaturesOf(field);
        double[] falls = new double[_parts.Schema.FieldCount];
        int told = 0;
        foreach (MemberScorer member in _members)
        {
            told += member.AddFalls((step * _parts.Shape.StepWidth) + first, count, _fieldOf, falls) ? 1 : 0;
        }

        double least = LeastFall * Math.Max(1, told);
        string[] partners = [.. falls.Index().Where(fall => fall.Item >= least).OrderByDescending(fall => fall.Item).Take(MostPartners)
            .Select(fall => _parts.Schema.Fields[fall.Index].Name)];
        return partners.Length > 0 ? partners : null;
    }
}
