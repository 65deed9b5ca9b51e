using System.Globalization;
using Detector.Models.Storage;
using TorchSharp;
using static TorchSharp.torch;

namespace Detector.Models.Torch;

/// <summary>A module's weights as plain bytes, and back.</summary>
internal static class Weights
{
    /// <summary>A copy of the module's state_dict.</summary>
    public static IReadOnlyDictionary<string, StoredTensor> Of(nn.Module module)
    {
        using DisposeScope scope = NewDisposeScope();
        return module.state_dict().ToDictionary(
            entry => entry.Key,
            entry => new StoredTensor(
                entry.Key, TypeName(entry.Value.dtype), entry.Value.shape, entry.Value.detach().cpu().contiguous().bytes.ToArray()));
    }

    /// <summary>Whether there are as many weights as a module has at least: settings that lie must not have a module made that is larger
    /// than its file.</summary>
    /// <exception cref="BundleException">There are fewer.</exception>
    public static void CheckCount(IReadOnlyDictionary<string, StoredTensor> weights, double least)
    {
        long bytes = weights.Values.Sum(weight => (long)weight.Data.Length);
        if (bytes < least * sizeof(float))
        {
            string wanted = least.ToString("0", CultureInfo.InvariantCulture);
            throw new BundleException($"{BundleFiles.Weights}: {bytes} bytes are too few for the model of {BundleFiles.Manifest}, "
                + $"of at least {wanted} weights.");
        }
    }

    /// <summary>Fills the module's state_dict.</summary>
    /// <exception cref="BundleException">A weight is missing, unknown, or of another shape or type than the model's.</exception>
    public static void Load(nn.Module module, IReadOnlyDictionary<string, StoredTensor> weights)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable mode = no_grad();
        Dictionary<string, Tensor> state = module.state_dict();
        if (weights.Keys.FirstOrDefault(name => !state.ContainsKey(name)) is { } unknown)
        {
            throw new BundleException($"{BundleFiles.Weights}: the model has no weight {unknown}; "
                + $"it has {string.Join(", ", state.Keys)}.");
        }

        foreach ((string name, Tensor target) in state)
        {
            if (!weights.TryGetValue(name, out StoredTensor? stored))
            {
                throw new BundleException($"{BundleFiles.Weights}: the weight {name} is missing.");
            }

            if (stored.Type != TypeName(target.dtype) || !stored.Shape.SequenceEqual(target.shape))
            {
                throw new BundleException($"{BundleFiles.Weights}: {name} is {Describe(stored.Type, stored.Shape)}, "
                    + $"but the model needs {Describe(TypeName(target.dtype), target.shape)}.");
            }

            Tensor values = empty(target.shape, target.dtype);
            stored.Data.Span.CopyTo(values.bytes);
            target.copy_(values);
        }
    }

    private static string Describe(string type, IEnumerable<long> shape) => $"{type} [{string.Join(", ", shape)}]";

    private static string TypeName(ScalarType type) => type switch
    {
        ScalarType.Float32 => "F32",
        ScalarType.Float64 => "F64",
        ScalarType.Int64 => "I64",
        ScalarType.Int32 => "I32",
        ScalarType.Bool => "BOOL",
        _ => throw new NotSupportedException($"Weights of type {type} cannot be kept."),
    };
}
