using System.Runtime.InteropServices;
using Detector.Core.Networks;
using Detector.Models.Families;
using TorchSharp;
using static TorchSharp.torch;

namespace Detector.Models.Scoring;

/// <summary>
/// Runs a module over batches of feature rows with memory that is allocated once: rows are written into <see cref="Input"/>,
/// results come back as spans that last until the next run. Belongs to one thread.
/// </summary>
internal sealed class Inference : IDisposable
{
    // A matrix product rounds differently for different numbers of rows. On a CPU every pass has the same number, so that what an event
    // scores does not depend on how many others are in its batch (TorchLibrary sees to it that its place does not matter either). Wide
    // samples cost more each; a lone one shall not pay for so many. On a GPU a pass costs about the same whatever its rows, so that there
    // is one a run, of as many of these parts as it takes.
    private const int PassNumbers = 32_768;
    private const int MostPassRows = 256;
    private const int FewestPassRows = 16;

    private readonly Autoencoder _module;

    // In the module's place, where that is nothing but layers: each row is run by itself, so that there are no passes.
    private readonly FeedForward? _network;

    private readonly Tensor _input;
    private readonly Tensor[] _passes;
    private readonly int _passRows;
    private readonly float[] _reconstruction;
    private readonly float[] _code;
    private readonly float[] _own;
    private bool _hasOwn;

    /// <param name="module">The model, on <paramref name="device"/>; not owned.</param>
    /// <param name="features">Number of features, F.</param>
    /// <param name="capacity">Most rows a run.</param>
    /// <param name="device">Where the module is.</param>
    /// <param name="isForFew">Whether a run has few rows as a rule: a pass has fewer, too, and so other last bits.</param>
    public Inference(Autoencoder module, int features, int capacity, Device device, bool isForFew = false)
    {
        _module = module;
        Features = features;
        Device = device;
        _network = device.type == DeviceType.CPU ? PlainLayers.Of(module) : null;
        _passRows = isForFew ? FewestPassRows : Math.Clamp(PassNumbers / features, FewestPassRows, MostPassRows);
        int passes = (capacity + _passRows - 1) / _passRows;
        _input = zeros(passes * _passRows, features).DetachFromDisposeScope();
        _passes = [.. Enumerable.Range(0, passes).Select(pass => (device.type == DeviceType.CPU
            ? _input.narrow(0, pass * _passRows, _passRows)
            : _input.narrow(0, 0, (pass + 1) * _passRows)).DetachFromDisposeScope())];
        _reconstruction = new float[passes * _passRows * features];
        _code = new float[passes * _passRows * module.CodeWidth];
        _own = new float[passes * _passRows];
    }

    public int Features { get; }

    public Device Device { get; }

    /// <summary>[capacity * F] at least: the rows to run, row-major.</summary>
    public Span<float> Input => MemoryMarshal.Cast<byte, float>(_input.bytes);

    /// <summary>[count * F] what the last run made of its rows.</summary>
    public ReadOnlySpan<float> Reconstruction(int count) => _reconstruction.AsSpan(0, count * Features);

    /// <summary>[count * C] the codes of the last run's rows.</summary>
    public ReadOnlySpan<float> Code(int count) => _code.AsSpan(0, count * _module.CodeWidth);

    /// <summary>[count] the model's own measures of the last run's rows; empty where it has none.</summary>
    public ReadOnlySpan<float> Own(int count) => _hasOwn ? _own.AsSpan(0, count) : default;

    /// <summary>Runs the first rows of the input, 1 at least; those behind them, up to a whole pass, are run along with them.</summary>
    public void Run(int count)
    {
        if (_network is not null)
        {
            _network.Run(Input, count, _reconstruction, _code);
            return;
        }

        using IDisposable mode = inference_mode();
        int passes = (count + _passRows - 1) / _passRows;
        if (Device.type != DeviceType.CPU)
        {
            Pass(_passes[Math.Max(0, passes - 1)], 0);
            return;
        }

        for (int pass = 0; pass < passes; pass++)
        {
            Pass(_passes[pass], pass * _passRows);
        }
    }

    public void Dispose()
    {
        foreach (Tensor pass in _passes)
        {
            pass.Dispose();
        }

        _input.Dispose();
    }

    private void Pass(Tensor rows, int start)
    {
        using DisposeScope scope = NewDisposeScope();
        ModelOutput output = _module.forward(rows.to(Device));
        Copy(output.Reconstruction, _reconstruction.AsSpan(start * Features));
        Copy(output.Code, _code.AsSpan(start * _module.CodeWidth));
        _hasOwn = output.Own is not null;
        if (output.Own is { } own)
        {
            Copy(own, _own.AsSpan(start));
        }
    }

    private static void Copy(Tensor tensor, Span<float> target) =>
        MemoryMarshal.Cast<byte, float>(tensor.cpu().contiguous().bytes).CopyTo(target);
}
