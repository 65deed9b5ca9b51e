using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Models.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Detector.Models.Tests.Training;

public class SamplesTests
{
    private static readonly Schema Plain = new(
        new() { Fields = [new() { Name = "a", Scaling = Scaling.None }, new() { Name = "b", Scaling = Scaling.None }] });

    [Fact]
    public void SequencesArePutTogetherFromTheirRows()
    {
        using DisposeScope scope = NewDisposeScope();
        float none = float.NaN;
        RowSet rows = Rows([1, 2], [3, 4], [5, 6], [7, 8]);
        var samples = Samples.Of(SampleSet.Sequences(rows, 2, [0, 3]), FeatureTransform.Fit(Plain, rows));

        Assert.Equal([none, none, 1, 2, 1, 2, 3, 4, 3, 4, 5, 6, none, none, 7, 8], Numbers(samples.Range(0, 4)));
        Samples chosen = samples.Choose([3, 1]);
        Assert.Equal([1, 2, 3, 4, none, none, 7, 8], Numbers(chosen.Take([1, 0])));
        Assert.Equal([[1, 2, 3, 4]], samples.Choose([1]).Raw(5).Select(raw => raw.ToArray()));
    }

    [Fact]
    public void ARowWithoutAnyValueIsAnAbsentStep()
    {
        using DisposeScope scope = NewDisposeScope();
        double none = double.NaN;
        RowSet rows = Rows([1, 2], [none, none], [none, 6]);
        FeatureTransform transform = FeatureTransform.Fit(Plain, rows);

        // A vector without any value is one whose values are all missing; a missing value is taken as the mean, here 1 and 4.
        Assert.Equal([1, 2, 1, 4, 1, 6], Numbers(Samples.Of(SampleSet.Vectors(rows), transform).Range(0, 3)));
        Assert.Equal([float.NaN, float.NaN, 1, 6], Numbers(Samples.Of(SampleSet.Sequences(rows, 2, [0]), transform).Take([2])));
    }

    [Fact]
    public void PixelsThatBecomeSeveralNumbersAreRefused()
    {
        using DisposeScope scope = NewDisposeScope();
        var schema = new Schema(new() { Fields = [new() { Name = "a" }, new() { Name = "b", Kind = FieldKind.Categorical }] });
        RowSet rows = Rows([1, 2], [3, 4]);

        string message = Assert.Throws<TrainingException>(() =>
            Samples.Of(SampleSet.Of(rows, new SampleLayout(1, 1, 2)), FeatureTransform.Fit(schema, rows))).Message;

        Assert.Contains("pixels are numeric fields", message);
    }

    private static float[] Numbers(Tensor samples) => samples.data<float>().ToArray();

    private static RowSet Rows(params double[][] rows)
    {
        var set = new RowSet(2);
        Array.ForEach(rows, row => set.Add(row));
        return set;
    }
}
