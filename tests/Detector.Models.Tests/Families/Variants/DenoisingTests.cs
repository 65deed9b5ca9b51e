using Detector.Core.Features;
using Detector.Models.Families;
using Detector.Models.Settings;
using Detector.Models.Torch;
using Detector.Models.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Detector.Models.Tests.Families.Variants;

public class DenoisingTests(ITestOutputHelper output)
{
    private const int Fields = 10;

    [Theory]
    [InlineData(NoiseKind.Gaussian, 0.5)]
    [InlineData(NoiseKind.Masking, 0.3)]
    [InlineData(NoiseKind.Swap, 0.2)]
    public void KnownNoiseIsRemoved(NoiseKind noise, double amount)
    {
        using DisposeScope scope = NewDisposeScope();
        ModelSettings settings = Sample.Fast with { Noise = noise, InputNoise = amount, LearningRate = 0.01, MaxSteps = 600, Trim = 0 };
        TrainedModel model = Sample.Train(Sample.Rows(1000, Fields), settings);
        using Autoencoder module = ModelBuilder.Load(settings, Sample.Input(Fields), model.Parts.Members[0].Weights, CPU);
        float[][] clean = Scaled(Sample.Rows(500, Fields, seed: 6), model.Parts.Transform);
        float[][] noisy = Corrupt(clean, noise, amount);

        Tensor reconstruction = module.forward(tensor([.. noisy.SelectMany(row => row)], [clean.Length, Fields])).Reconstruction;

        float[][] denoised = [.. reconstruction.detach().data<float>().ToArray().Chunk(Fields)];
        output.WriteLine($"{noise}: noisy {Error(noisy, clean):F3}, denoised {Error(denoised, clean):F3}");
        Assert.InRange(Error(denoised, clean), 0, 0.7 * Error(noisy, clean));
    }

    private static float[][] Scaled(RowSet rows, FeatureTransform transform)
    {
        float[] features = new float[rows.Count * Fields];
        transform.Transform(rows.Rows(0, rows.Count), rows.Count, features);
        return [.. features.Chunk(Fields)];
    }

    // By itself, not by the code that makes the noise in training.
    private static float[][] Corrupt(float[][] rows, NoiseKind noise, double amount)
    {
        var random = new Random(3);
        return [.. rows.Select(row => row.Select((value, i) => noise switch
        {
            NoiseKind.Gaussian => value + (float)(amount * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())),
            NoiseKind.Masking => random.NextDouble() < amount ? 0 : value,
            _ => random.NextDouble() < amount ? rows[random.Next(rows.Length)][i] : value,
        }).ToArray())];
    }

    private static double Error(float[][] rows, float[][] clean) =>
        Math.Sqrt(rows.Zip(clean, (row, other) => row.Zip(other, (a, b) => (double)(a - b) * (a - b)).Average()).Average());
}
