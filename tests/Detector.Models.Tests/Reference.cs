using System.Runtime.InteropServices;
using Detector.Models.Storage;
using Detector.Models.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Detector.Models.Tests;

/// <summary>Numbers that PyTorch computed: a file that the reference.py beside a test wrote.</summary>
internal sealed class Reference(string folder, string file)
{
    private const string Prefix = "weights.";

    private readonly IReadOnlyDictionary<string, StoredTensor> _tensors =
        SafetensorsReader.Read(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, folder, file + ".safetensors")), file);

    public Tensor this[string name] => tensor(Floats(name)).reshape([.. _tensors[name].Shape]);

    /// <summary>Gives a module the reference's weights.</summary>
    public void LoadInto(nn.Module module) =>
        Weights.Load(module, _tensors.Where(e => e.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(e => e.Key[Prefix.Length..], e => e.Value with { Name = e.Key[Prefix.Length..] }));

    /// <summary>Asserts that a tensor has the reference's shape and, to a tolerance, its numbers.</summary>
    public void Equal(string name, Tensor actual, float tolerance = 1e-5f)
    {
        Assert.Equal(_tensors[name].Shape, actual.shape);
        foreach ((float want, float got) in Floats(name).Zip(actual.detach().contiguous().data<float>().ToArray()))
        {
            Assert.Equal(want, got, tolerance);
        }
    }

    private float[] Floats(string name) => MemoryMarshal.Cast<byte, float>(_tensors[name].Data.Span).ToArray();
}
