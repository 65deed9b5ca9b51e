using Detector.Models.Families;
using Detector.Models.Settings;
using Detector.Models.Storage;
using Detector.Models.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Detector.Models.Scoring;

/// <summary>Makes modules with given weights.</summary>
internal static class ModelBuilder
{
    /// <summary>A module with random weights, the same for the same settings.</summary>
    public static Autoencoder Create(ModelSettings settings, ModelInput input) =>
        SeededTorch.Run(settings.Seed, () => FamilyCatalog.Create(settings, input));

    /// <summary>A module ready for inference on a device.</summary>
    /// <exception cref="BundleException">The weights are not those of such a model.</exception>
    public static Autoencoder Load(
        ModelSettings settings, ModelInput input, IReadOnlyDictionary<string, StoredTensor> weights, Device device)
    {
        Weights.CheckCount(weights, FamilyCatalog.LeastWeights(settings, input));
        Autoencoder module = Create(settings, input);
        Weights.Load(module, weights);
        module.eval();
        Devices.Move(module, device);
        return module;
    }
}
