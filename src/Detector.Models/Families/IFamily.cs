using Detector.Models.Settings;

namespace Detector.Models.Families;

/// <summary>A kind of model. Adding one takes a folder with its classes and a line in <see cref="FamilyCatalog"/>.</summary>
internal interface IFamily
{
    /// <summary>The name in the settings and in bundles, such as "dense".</summary>
    string Name { get; }

    /// <summary>A fresh model with random weights (Torch's own generator, seeded by the caller) on the CPU.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="features">Number of features, F.</param>
    Autoencoder Create(ModelSettings settings, int features);
}
