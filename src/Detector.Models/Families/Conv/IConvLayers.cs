using static TorchSharp.torch;

namespace Detector.Models.Families.Conv;

/// <summary>Layers over images or over sequences: [N, channels, sizes …] from one to the next.</summary>
internal interface IConvLayers
{
    /// <summary>From flat samples [N, D].</summary>
    nn.Module<Tensor, Tensor> Open();

    /// <summary>To flat samples [N, D].</summary>
    nn.Module<Tensor, Tensor> Close();

    /// <summary>A convolution that keeps sizes.</summary>
    nn.Module<Tensor, Tensor> Convolve(int from, int to);

    /// <summary>
    /// The largest of every two numbers in each direction; the last one alone where a size is odd, so that no border is lost.
    /// </summary>
    nn.Module<Tensor, Tensor> Pool();

    /// <summary>Undoes the sizes of a pooling, and convolves.</summary>
    /// <param name="from">Channels before.</param>
    /// <param name="to">Channels after.</param>
    /// <param name="sizes">Sizes after, before the pooling that is undone.</param>
    nn.Module<Tensor, Tensor>[] Grow(int from, int to, int[] sizes);
}
