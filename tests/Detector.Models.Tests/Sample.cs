using Detector.Core.Batches;
using Detector.Core.Features;
using Detector.Core.Offsets;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Thresholds;
using Detector.Models.Families;
using Detector.Models.Settings;
using Detector.Models.Training;
using TorchSharp;

namespace Detector.Models.Tests;

/// <summary>Small made-up data: numbers that hang together, so that a model has something to learn.</summary>
internal static class Sample
{
    public static readonly ModelSettings Fast = new() { MaxSteps = 300, BatchSize = 64, Device = "cpu" };

    /// <summary>Fields f0, f1 … of plain numbers.</summary>
    public static Schema Schema(int fields) =>
        new(new() { Fields = [.. Enumerable.Range(0, fields).Select(i => new FieldSettings { Name = $"f{i}" })] });

    /// <summary>A model of vectors of so many features.</summary>
    public static ModelInput Input(int features) => new(new SampleLayout(features));

    /// <summary>
    /// Normal numbers of a generator of their own: whoever draws from Torch's without its turn disturbs a training beside it.
    /// </summary>
    public static torch.Tensor Noise(params long[] shape)
    {
        using var generator = new torch.Generator(11);
        return torch.randn(shape, generator: generator);
    }

    /// <summary>Rows in which every field is a mixture of two hidden numbers and a little noise.</summary>
    public static RowSet Rows(int count, int fields, int seed = 5)
    {
        var random = new Random(seed);
        var rows = new RowSet(fields);
        double[] row = new double[fields];
        for (int i = 0; i < count; i++)
        {
            double a = Normal(random);
            double b = Normal(random);
            for (int f = 0; f < fields; f++)
            {
                row[f] = (10 * f) + (a * Math.Cos(f)) + (b * Math.Sin(f)) + (0.1 * Normal(random));
            }

            rows.Add(row);
        }

        return rows;
    }

    /// <summary>A model of rows; where no threshold is given, it is fitted once, and not to halves as well.</summary>
    public static TrainedModel Train(RowSet rows, ModelSettings? settings = null, ThresholdSettings? threshold = null) =>
        new Trainer(Schema(rows.FieldCount), settings ?? Fast, threshold ?? new() { CrossFit = false }, TimeProvider.System)
            .Train(SampleSet.Vectors(rows), null, CancellationToken.None);

    public static Batch Batch(RowSet rows, int start, int count)
    {
        var batch = new Batch(count, rows.FieldCount);
        for (int i = 0; i < count; i++)
        {
            rows.Row(start + i).CopyTo(batch.NextRow);
            batch.Add(new TopicPartition(0, 0), i, i, i, []);
        }

        return batch;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
