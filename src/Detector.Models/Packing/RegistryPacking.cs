using Detector.Models.Bundles;
using Detector.Models.Training;

namespace Detector.Models.Packing;

/// <summary>Saves what was trained.</summary>
public static class RegistryPacking
{
    /// <summary>Saves a model as a new version of a stream; it serves when it is promoted.</summary>
    /// <param name="registry">Where to.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="model">The model.</param>
    /// <param name="lineage">Where its rows came from; null: from files.</param>
    /// <returns>The version.</returns>
    /// <exception cref="Storage.BundleException">The stream's name cannot be one, the folder
    /// cannot be written, or another process keeps it locked.</exception>
    public static string Save(this ModelRegistry registry, string stream, TrainedModel model, Lineage? lineage = null) =>
        registry.Save(stream, created => BundlePacker.Pack(stream, model, created, lineage));
}
