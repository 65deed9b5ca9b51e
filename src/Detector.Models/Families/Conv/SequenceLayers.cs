using Detector.Core.Samples;
using Detector.Models.Settings;
using static TorchSharp.torch;

namespace Detector.Models.Families.Conv;

/// <summary>One-dimensional layers over the steps of sequences [T, F], whose features are the channels.</summary>
internal sealed class SequenceLayers(ConvSettings settings, SampleLayout shape) : IConvLayers
{
    private readonly int _kernel = settings.Kernel;

    public nn.Module<Tensor, Tensor> Open() => new StepsLast(shape.Channels);

    public nn.Module<Tensor, Tensor> Close() => new StepsFirst();

    public nn.Module<Tensor, Tensor> Convolve(int from, int to) => nn.Conv1d(from, to, _kernel, padding: _kernel / 2);

    public nn.Module<Tensor, Tensor> Pool() => nn.MaxPool1d(2, ceil_mode: true);

    public nn.Module<Tensor, Tensor>[] Grow(int from, int to, int[] sizes) => settings.Upsampling == Upsampling.Transposed
        ? [nn.ConvTranspose1d(from, to, _kernel, stride: 2, padding: _kernel / 2, output_padding: 1 - (sizes[0] % 2))]
        : [nn.Upsample([sizes[0]]), Convolve(from, to)];

    // [N, T * F] to [N, F, T].
    private sealed class StepsLast(int features) : nn.Module<Tensor, Tensor>(nameof(StepsLast))
    {
        public override Tensor forward(Tensor batch) => batch.reshape(batch.shape[0], -1, features).transpose(1, 2);
    }

    // [N, F, T] to [N, T * F].
    private sealed class StepsFirst() : nn.Module<Tensor, Tensor>(nameof(StepsFirst))
    {
        public override Tensor forward(Tensor batch) => batch.transpose(1, 2).flatten(1);
    }
}
