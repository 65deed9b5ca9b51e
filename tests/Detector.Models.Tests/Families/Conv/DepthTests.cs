using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Models.Families;
using Detector.Models.Settings;
using Detector.Models.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Detector.Models.Tests.Families.Conv;

public class DepthTests(ITestOutputHelper output)
{
    [Fact]
    public void DigitsAreReconstructedBetterByMoreLevels()
    {
        using DisposeScope scope = NewDisposeScope();
        RowSet rows = Mnist.Images(2200);
        var schema = new Schema(new() { Fields = [.. Enumerable.Range(0, rows.FieldCount)
            .Select(i => new FieldSettings { Name = $"p{i}", Scaling = Scaling.None })] });
        var samples = Samples.Of(SampleSet.Of(rows, new SampleLayout(1, Mnist.Side, Mnist.Side)), FeatureTransform.Fit(schema, rows));

        // The code has 16 numbers each time.
        double[] losses = [Loss(8, 16), Loss(8, 16, 16), Loss(8, 16, 32, 16)];

        output.WriteLine(string.Join(' ', losses.Select(loss => loss.ToString("F4"))));
        Assert.True(losses[1] < 0.95 * losses[0] && losses[2] < 0.98 * losses[1]);

        double Loss(params int[] widths)
        {
            var settings = new ModelSettings
            {
                Family = "conv", Widths = widths, InputNoise = 0, BatchSize = 32,
                MaxSteps = 250, LearningRate = 4e-3, EarlyStopping = new() { Patience = 0 },
            };
            using var fit = new ModuleFit(settings, new ModelInput(samples.Shape),
                samples.Choose(Enumerable.Range(0, 2000)), samples.Choose(Enumerable.Range(2000, 200)), CPU);
            return fit.Run(_ => { }, CancellationToken.None).HeldOutLoss;
        }
    }
}
