using System.Runtime.InteropServices;
using Detector.Core.Batches;
using Detector.Models.Families;
using Detector.Models.Scoring;
using TorchSharp;
using static TorchSharp.torch;

namespace Detector.Models.Training;

/// <summary>Runs a fitted model over samples, so many at a time that it never needs much memory.</summary>
internal sealed class Encoder : IDisposable
{
    private readonly Autoencoder _module;
    private readonly Inference _inference;
    private readonly int _most;

    /// <param name="module">The model, on <paramref name="device"/>; owned.</param>
    /// <param name="input">What it is for.</param>
    /// <param name="device">Where the module is.</param>
    public Encoder(Autoencoder module, ModelInput input, Device device)
    {
        _module = module;
        _most = BatchLimit.For(input.Width);
        _inference = new Inference(module, input.Width, _most, device);
    }

    /// <summary>What the model makes of samples, part by part.</summary>
    public IEnumerable<Encoded> Parts(Samples samples)
    {
        for (int start = 0; start < samples.Count; start += _most)
        {
            yield return Part(samples, start, Math.Min(_most, samples.Count - start));
        }
    }

    /// <summary>What the model makes of samples, all at once.</summary>
    public Encoded Whole(Samples samples) => Encoded.Join([.. Parts(samples)]);

    public void Dispose()
    {
        _inference.Dispose();
        _module.Dispose();
    }

    private Encoded Part(Samples samples, int start, int count)
    {
        using DisposeScope scope = NewDisposeScope();
        float[] features = MemoryMarshal.Cast<byte, float>(samples.Range(start, count).bytes).ToArray();
        features.CopyTo(_inference.Input);
        _inference.Run(count);
        float[] own = new float[count];
        _inference.Own(count).CopyTo(own);
        return new Encoded(
            samples.Shape, _module.CodeWidth, features, _inference.Code(count).ToArray(), _inference.Reconstruction(count).ToArray(), own);
    }
}
