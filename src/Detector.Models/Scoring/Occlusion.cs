using Detector.Models.Families;
using static TorchSharp.torch;

namespace Detector.Models.Scoring;

/// <summary>
/// Which numbers of a sample made a measure that is no sum over them, such as a free energy: how far the measure falls when one number is
/// replaced by what the model would have there (occlusion: M. Zeiler and R. Fergus, 2014).
/// </summary>
internal sealed class Occlusion : IDisposable
{
    private const int Rows = 64;

    private readonly Inference _inference;
    private readonly int _width;

    /// <param name="module">The model, on <paramref name="device"/>; not owned.</param>
    /// <param name="width">Numbers a sample, D.</param>
    /// <param name="device">Where the module is.</param>
    public Occlusion(Autoencoder module, int width, Device device)
    {
        _width = width;
        _inference = new Inference(module, width, Math.Min(Rows, width), device);
    }

    /// <summary>[D] how far the measure falls for each number; 0 where it rises or the number is absent.</summary>
    /// <param name="sample">[D] the sample.</param>
    /// <param name="reconstruction">[D] what the model made of it.</param>
    /// <param name="own">Its measure.</param>
    public double[] Falls(ReadOnlySpan<float> sample, ReadOnlySpan<float> reconstruction, float own)
    {
        double[] falls = new double[_width];
        for (int start = 0; start < _width; start += Rows)
        {
            int count = Math.Min(Rows, _width - start);
            for (int i = 0; i < count; i++)
            {
                Span<float> row = _inference.Input.Slice(i * _width, _width);
                sample.CopyTo(row);
                row[start + i] = float.IsNaN(sample[start + i]) ? float.NaN : reconstruction[start + i];
            }

            _inference.Run(count);
            for (int i = 0; i < count; i++)
            {
                float fall = own - _inference.Own(count)[i];
                falls[start + i] = fall > 0 ? fall : 0;
            }
        }

        return falls;
    }

    public void Dispose() => _inference.Dispose();
}
