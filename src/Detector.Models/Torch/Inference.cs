using System.Runtime.InteropServices;
using Detector.Models.Families;
using TorchSharp;
using static TorchSharp.torch;

namespace Detector.Models.Torch;

/// <summary>
/// Runs a module over batches of feature rows with memory that is allocated once: rows are written into <see cref="Input"/>,
/// results come back as spans that last until the next run. Belongs to one thread.
/// </summary>
internal sealed class Inference : IDisposable
{
    private readonly Autoencoder _module;
    private readonly Tensor _input;
    private readonly float[] _reconstruction;
    private readonly float[] _code;

    /// <param name="module">The model, on <paramref name="device"/>; not owned.</param>
    /// <param name="features">Number of features, F.</param>
    /// <param name="capacity">Most rows a run.</param>
    /// <param name="device">Where the module is.</param>
    public Inference(Autoencoder module, int features, int capacity, Device device)
    {
        _module = module;
        _input = zeros(capacity, features).DetachFromDisposeScope();
        _reconstruction = new float[capacity * features];
        _code = new float[capacity * module.CodeWidth];
        Features = features;
        Capacity = capacity;
        Device = device;
    }

    public int Features { get; }

    public int Capacity { get; }

    public Device Device { get; }

    /// <summary>[Capacity * F] the rows to run, row-major.</summary>
    public Span<float> Input => MemoryMarshal.Cast<byte, float>(_input.bytes);

    /// <summary>[count * F] what the last run made of its rows.</summary>
    public ReadOnlySpan<float> Reconstruction(int count) => _reconstruction.AsSpan(0, count * Features);

    /// <summary>[count * C] the codes of the last run's rows.</summary>
    public ReadOnlySpan<float> Code(int count) => _code.AsSpan(0, count * _module.CodeWidth);

    /// <summary>Runs the first rows of the input.</summary>
    public void Run(int count)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable mode = inference_mode();
        (Tensor reconstruction, Tensor code) = _module.forward(_input.narrow(0, 0, count).to(Device));
        Copy(reconstruction, _reconstruction);
        Copy(code, _code);
    }

    public void Dispose() => _input.Dispose();

    private static void Copy(Tensor tensor, float[] target) =>
        MemoryMarshal.Cast<byte, float>(tensor.cpu().contiguous().bytes).CopyTo(target);
}
