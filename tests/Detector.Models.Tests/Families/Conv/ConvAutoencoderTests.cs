using Detector.Core.Samples;
using Detector.Models.Families;
using Detector.Models.Scoring;
using Detector.Models.Settings;
using Detector.Models.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Detector.Models.Tests.Families.Conv;

public class ConvAutoencoderTests
{
    [Theory]
    [InlineData("image-transposed", new[] { 2, 7, 10 }, new[] { 3, 4, 5 }, 3, Activation.Selu, Upsampling.Transposed, LossKind.Mse)]
    [InlineData("image-nearest", new[] { 1, 9, 6 }, new[] { 4, 3, 4 }, 5, Activation.Gelu, Upsampling.Nearest, LossKind.Bce)]
    [InlineData("sequence-transposed", new[] { 11, 3 }, new[] { 6, 5, 4 }, 3, Activation.Selu, Upsampling.Transposed, LossKind.Huber)]
    [InlineData("sequence-nearest", new[] { 8, 2 }, new[] { 4, 3 }, 3, Activation.Tanh, Upsampling.Nearest, LossKind.Mse)]
    public void ForwardLossAndGradientArePyTorchs(
        string file, int[] shape, int[] widths, int kernel, Activation activation, Upsampling upsampling, LossKind loss)
    {
        using DisposeScope scope = NewDisposeScope();
        var reference = new Reference("Families/Conv", file);
        Tensor input = reference["input"];
        Autoencoder module = Create(shape, widths, new() { Kernel = kernel, Upsampling = upsampling }, activation, loss);
        reference.LoadInto(module);

        ModelOutput output = module.forward(input);
        Tensor value = module.Loss(input, input, 1);
        value.backward();

        reference.Equal("reconstruction", output.Reconstruction);
        reference.Equal("code", output.Code);
        reference.Equal("loss", value.reshape(1));
        reference.Equal("gradient", module.named_parameters().Single(p => p.name == "encoder.1.weight").parameter.grad!);
    }

    [Theory]
    [InlineData(Upsampling.Transposed, 3)]
    [InlineData(Upsampling.Nearest, 3)]
    [InlineData(Upsampling.Transposed, 5)]
    public void NoBorderIsLostWhateverTheSize(Upsampling upsampling, int kernel)
    {
        for (int height = 5; height <= 20; height++)
        {
            for (int width = 5; width <= 20; width++)
            {
                using DisposeScope scope = NewDisposeScope();
                Autoencoder module = Create([1, height, width], [2, 3, 2, 4], new() { Kernel = kernel, Upsampling = upsampling });
                Tensor image = zeros(1, height, width);
                Tensor corner = zeros(1, height, width);
                corner[0, height - 1, width - 1] = 30;

                ModelOutput output = module.forward(stack([image, corner]).flatten(1));

                // The last pixel is seen, and each pixel is made of the code.
                Assert.Equal([2, height * width], output.Reconstruction.shape);
                float[] made = output.Reconstruction.data<float>().ToArray();
                Assert.All(made.Take(height * width).Zip(made.Skip(height * width)), pair => Assert.NotEqual(pair.First, pair.Second));
            }
        }
    }

    [Theory]
    [InlineData(Upsampling.Transposed)]
    [InlineData(Upsampling.Nearest)]
    public void NorIsAStep(Upsampling upsampling)
    {
        for (int steps = 1; steps <= 20; steps++)
        {
            using DisposeScope scope = NewDisposeScope();
            Autoencoder module = Create([steps, 3], [2, 3, 4], new() { Upsampling = upsampling });
            Tensor last = zeros(2, steps, 3);
            last[1, steps - 1, 2] = 30;

            float[] made = module.forward(last.flatten(1)).Reconstruction.data<float>().ToArray();

            Assert.Equal(2 * steps * 3, made.Length);
            Assert.All(made.Take(steps * 3).Zip(made.Skip(steps * 3)), pair => Assert.NotEqual(pair.First, pair.Second));
        }
    }

    [Theory]
    [InlineData(new[] { 1, 28, 28 }, "code.weight:32x512 encoder.1.weight:8x1x3x3 encoder.4.weight:16x8x3x3 encoder.7.weight:32x16x3x3")]
    [InlineData(new[] { 3, 5, 40 }, "code.weight:32x480 encoder.1.weight:8x3x3x3")]
    [InlineData(new[] { 32, 5 }, "code.weight:20x128 encoder.1.weight:16x5x3 encoder.4.weight:16x16x3")]
    public void WithoutWidthsTheyFollowFromTheShape(int[] shape, string expected)
    {
        using Autoencoder module = Create(shape, [], new());

        Assert.Equal(expected, string.Join(' ', Weights.Of(module).Values
            .Where(w => !w.Name.StartsWith("decoder") && w.Name.EndsWith("weight"))
            .OrderBy(w => w.Name).Select(w => $"{w.Name}:{string.Join('x', w.Shape)}")));
    }

    [Fact]
    public void SettingsThatMakeNoModelAreNamed()
    {
        Assert.Contains("such as 5", Assert.Throws<ArgumentException>(() => Create([1, 8, 8], [4, 2], new() { Kernel = 4 })).Message);
        Assert.Contains("at least one level", Assert.Throws<ArgumentException>(() => Create([1, 8, 8], [4], new())).Message);
        Assert.Contains("conv takes no vector [8]; for such samples there are: dense",
            Assert.Throws<ArgumentException>(() => Create([8], [4, 2], new())).Message);
    }

    private static Autoencoder Create(int[] shape, int[] widths, ConvSettings conv,
        Activation activation = Activation.Selu, LossKind loss = LossKind.Mse) =>
        ModelBuilder.Create(
            new ModelSettings { Family = "conv", Widths = widths, Conv = conv, Activation = activation, Loss = loss },
            new ModelInput(new SampleLayout(shape)));
}
