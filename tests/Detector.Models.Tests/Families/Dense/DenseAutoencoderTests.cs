using System.Runtime.InteropServices;
using Detector.Models.Bundles;
using Detector.Models.Families;
using Detector.Models.Settings;
using Detector.Models.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Detector.Models.Tests.Families.Dense;

/// <summary>Against PyTorch on the same weights (reference.py).</summary>
public class DenseAutoencoderTests
{
    [Theory]
    [InlineData("selu-mse", Activation.Selu, LossKind.Mse, new int[0])]
    [InlineData("gelu-huber", Activation.Gelu, LossKind.Huber, new[] { 4, 3 })]
    [InlineData("leakyrelu-mae", Activation.LeakyRelu, LossKind.Mae, new[] { 3 })]
    [InlineData("tanh-bce", Activation.Tanh, LossKind.Bce, new[] { 8, 4, 2 })]
    public void ForwardLossAndGradientArePyTorchs(string file, Activation activation, LossKind loss, int[] widths)
    {
        byte[] content = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Families", "Dense", file + ".safetensors"));
        IReadOnlyDictionary<string, StoredTensor> reference = SafetensorsReader.Read(content, file);
        using DisposeScope scope = NewDisposeScope();
        Tensor input = Tensor(reference["input"]);
        var settings = new ModelSettings { Activation = activation, Loss = loss, Widths = widths };
        Autoencoder module = ModelBuilder.Create(settings, (int)input.shape[1]);
        const string Prefix = "weights.";
        Weights.Load(module, reference.Where(e => e.Key.StartsWith(Prefix)).ToDictionary(e => e.Key[Prefix.Length..], e => e.Value));

        (Tensor reconstruction, Tensor code) = module.forward(input);
        Tensor value = module.Loss(input, input);
        value.backward();

        Close(reference["reconstruction"], reconstruction);
        Close(reference["code"], code);
        Close(reference["loss"], value.reshape(1));
        Close(reference["gradient"], module.named_parameters().Single(p => p.name == "encoder.0.weight").parameter.grad!);
    }

    [Theory]
    [InlineData(6, "encoder.0.weight:12x6 encoder.2.weight:6x12 encoder.4.weight:2x6")]
    [InlineData(500, "encoder.0.weight:256x500 encoder.2.weight:128x256 encoder.4.weight:32x128")]
    [InlineData(30, "encoder.0.weight:60x30 encoder.2.weight:30x60 encoder.4.weight:4x30")]
    public void WithoutWidthsTheyFollowFromTheFeatures(int features, string expected)
    {
        using Autoencoder module = ModelBuilder.Create(new ModelSettings(), features);

        Assert.Equal(expected, string.Join(' ', Weights.Of(module).Values
            .Where(w => w.Name.StartsWith("encoder") && w.Name.EndsWith("weight"))
            .OrderBy(w => w.Name).Select(w => $"{w.Name}:{string.Join('x', w.Shape)}")));
    }

    [Fact]
    public void AWrongWidthIsNamed() =>
        Assert.Contains("cannot be -3 wide", Assert.Throws<ArgumentException>(
            () => ModelBuilder.Create(new ModelSettings { Widths = [8, -3] }, 5)).Message);

    [Fact]
    public void AnUnknownFamilyIsAnsweredWithTheKnown() =>
        Assert.Contains("there are: dense", Assert.Throws<ArgumentException>(() => FamilyCatalog.Find("magic")).Message);

    private static Tensor Tensor(StoredTensor stored) => tensor(Floats(stored)).reshape([.. stored.Shape]);

    private static float[] Floats(StoredTensor stored) => MemoryMarshal.Cast<byte, float>(stored.Data.Span).ToArray();

    private static void Close(StoredTensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.shape);
        float[] values = actual.detach().contiguous().data<float>().ToArray();
        foreach ((float want, float got) in Floats(expected).Zip(values))
        {
            Assert.Equal(want, got, 1e-5f);
        }
    }
}
