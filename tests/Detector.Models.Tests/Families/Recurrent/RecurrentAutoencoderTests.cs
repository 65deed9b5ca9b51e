using Detector.Core.Samples;
using Detector.Models.Families;
using Detector.Models.Scoring;
using Detector.Models.Settings;
using Detector.Models.Torch;
using TorchSharp;
using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Tests.Families.Recurrent;

public class RecurrentAutoencoderTests
{
    private const int Features = 3;

    [Theory]
    [InlineData("lstm-reversed", CellKind.Lstm, 6, 3, new[] { 7, 4 }, 1, true, LossKind.Mse)]
    [InlineData("gru-forward", CellKind.Gru, 5, 2, new[] { 4, 3 }, 2, false, LossKind.Bce)]
    public void ForwardLossAndGradientArePyTorchs(
        string file, CellKind cell, int steps, int features, int[] widths, int layers, bool reversed, LossKind loss)
    {
        using DisposeScope scope = NewDisposeScope();
        var reference = new Reference("Families/Recurrent", file);
        Tensor input = reference["input"];
        Autoencoder module = Create(steps, features, new() { Cell = cell, Layers = layers, Reversed = reversed }, widths, loss);
        reference.LoadInto(module);

        ModelOutput output = module.forward(input);
        Tensor value = module.Loss(input, input, 1);
        value.backward();

        reference.Equal("reconstruction", output.Reconstruction);
        reference.Equal("code", output.Code);
        reference.Equal("loss", value.reshape(1));
        reference.Equal("gradient", module.named_parameters().Single(p => p.name == "encoder.rnn.weight_ih_l0").parameter.grad!);
    }

    [Theory]
    [InlineData(CellKind.Lstm, true, "....xx")]
    [InlineData(CellKind.Lstm, true, "xx....")]
    [InlineData(CellKind.Lstm, true, "x....x")]
    [InlineData(CellKind.Lstm, false, "....xx")]
    [InlineData(CellKind.Lstm, false, "xx....")]
    [InlineData(CellKind.Gru, true, "x....x")]
    [InlineData(CellKind.Gru, false, "xxxxx.")]
    [InlineData(CellKind.Gru, true, ".x..x.")]
    public void AbsentStepsChangeNothing(CellKind cell, bool reversed, string pattern)
    {
        using DisposeScope scope = NewDisposeScope();
        var settings = new RecurrentSettings { Cell = cell, Reversed = reversed };
        int[] present = [.. Enumerable.Range(0, pattern.Length).Where(step => pattern[step] == '.')];
        Autoencoder whole = Create(pattern.Length, Features, settings, [8, 4]);
        Autoencoder alone = Create(present.Length, Features, settings, [8, 4]);
        Weights.Load(alone, Weights.Of(whole));
        Tensor shorter = Sample.Noise(4, present.Length, Features);
        Tensor lacking = full([4, pattern.Length, Features], Kept(float.NaN));
        for (int i = 0; i < present.Length; i++)
        {
            lacking[.., present[i]] = shorter[.., i];
        }

        ModelOutput expected = alone.forward(shorter.flatten(1));
        ModelOutput made = whole.forward(lacking.flatten(1));
        Tensor expectedLoss = alone.Loss(shorter.flatten(1), shorter.flatten(1), 1);
        Tensor loss = whole.Loss(lacking.flatten(1), lacking.flatten(1), 1);
        expectedLoss.backward();
        loss.backward();

        Equal(expected.Code, made.Code);
        Tensor steps = made.Reconstruction.reshape(4, pattern.Length, Features);
        Equal(expected.Reconstruction.reshape(4, present.Length, Features), stack([.. present.Select(step => steps[.., step])], 1));
        Assert.Equal((pattern.Length - present.Length) * 4 * Features, steps.isnan().sum().item<long>());
        Equal(expectedLoss, loss);
        Assert.All(alone.named_parameters().Zip(whole.named_parameters()),
            pair => Equal(pair.First.parameter.grad!, pair.Second.parameter.grad!));
    }

    [Fact]
    public void SequencesOfSeveralLengthsInOneBatchAreAsEachAlone()
    {
        using DisposeScope scope = NewDisposeScope();
        Autoencoder module = Create(5, Features, new(), [8, 4]);
        Tensor batch = Sample.Noise(6, 5, Features);
        for (int i = 0; i < 5; i++)
        {
            batch[i, ..i] = float.NaN;
        }

        batch[5] = float.NaN;
        ModelOutput together = module.forward(batch.flatten(1));

        for (int i = 0; i < 6; i++)
        {
            ModelOutput alone = module.forward(batch.narrow(0, i, 1).flatten(1));
            Equal(alone.Reconstruction.nan_to_num(-9), together.Reconstruction.narrow(0, i, 1).nan_to_num(-9));
            Equal(alone.Code, together.Code.narrow(0, i, 1));
        }

        Assert.True(together.Reconstruction[5].isnan().all().item<bool>());
    }

    [Fact]
    public void WidthsThatMakeNoModelAreNamed()
    {
        Assert.Contains("such as 32, 8, not 3", Assert.Throws<ArgumentException>(() => Create(5, 3, new(), [8, 4, 2])).Message);
        Assert.Contains("recurrent takes no image", Assert.Throws<ArgumentException>(
            () => ModelBuilder.Create(new ModelSettings { Family = "recurrent" }, new ModelInput(new SampleLayout(1, 8, 8)))).Message);
    }

    private static Autoencoder Create(int steps, int features, RecurrentSettings recurrent, int[] widths, LossKind loss = LossKind.Mse) =>
        ModelBuilder.Create(
        new ModelSettings { Family = "recurrent", Widths = widths, Recurrent = recurrent, Loss = loss },
        new ModelInput(new SampleLayout(steps, features)));

    private static void Equal(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.Equal(0, (expected - actual).abs().max().item<float>(), 1e-6f);
    }
}
