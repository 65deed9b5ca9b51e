using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Models.Families.Ensembles;
using Detector.Models.Storage;

namespace Detector.Models.Bundles;

/// <summary>Refuses a manifest that contradicts itself or the other files, before anything is made as large as it says.</summary>
internal static class ManifestCheck
{
    /// <summary>The shape of a sample.</summary>
    /// <exception cref="BundleException">The manifest contradicts itself.</exception>
    public static SampleLayout Shape(Manifest manifest)
    {
        if (!StreamName.IsValid(manifest.Stream))
        {
            throw Wrong($"stream cannot be called \"{manifest.Stream}\"");
        }

        if (manifest.Family != manifest.Model.Family)
        {
            throw Wrong($"family is \"{manifest.Family}\", but model.family \"{manifest.Model.Family}\"");
        }

        if (OrWrong(() => manifest.Schema.Frame?.Layout()) is { } frame && frame.Width != manifest.Features.Count)
        {
            throw Wrong($"a frame has {frame.Width} numbers, but features names {manifest.Features.Count}");
        }

        var shape = OrWrong(() => new SampleLayout([.. manifest.Shape]));
        return shape.StepWidth == manifest.Features.Count
            ? shape
            : throw Wrong($"a sample is {shape}, but features names {manifest.Features.Count}");
    }

    /// <summary>Which events make a sample.</summary>
    /// <exception cref="BundleException">They are no such sample's.</exception>
    public static WindowSettings Window(Manifest manifest, SampleLayout shape)
    {
        WindowSettings window = manifest.Window ?? new WindowSettings { Steps = shape.Steps };
        return window.Steps == shape.Steps ? window : throw Wrong($"window.steps is {window.Steps}, but a sample is {shape}");
    }

    /// <exception cref="BundleException">The scaler makes other features than the manifest names.</exception>
    public static void Features(Manifest manifest, FeatureTransform transform)
    {
        if (!manifest.Features.SequenceEqual(transform.FeatureNames, StringComparer.Ordinal))
        {
            throw Wrong($"features are not those that {BundleFiles.Scaler} makes");
        }
    }

    /// <exception cref="BundleException">The weights are others than the manifest names.</exception>
    public static void Weights(Manifest manifest, IReadOnlyDictionary<string, StoredTensor> weights)
    {
        string? other = manifest.Weights.Keys.Union(weights.Keys).FirstOrDefault(name =>
            !manifest.Weights.TryGetValue(name, out IReadOnlyList<long>? shape) || !weights.TryGetValue(name, out StoredTensor? stored)
                || !shape.SequenceEqual(stored.Shape));
        if (other is not null)
        {
            throw Wrong($"weights.{other} is not what {BundleFiles.Weights} holds");
        }
    }

    /// <summary>How many members the model has.</summary>
    public static long Members(Manifest manifest) => EnsembleMembers.IsEnsemble(manifest.Model)
        ? (long)manifest.Model.Ensemble.Seeds * Math.Max(1, manifest.Model.Ensemble.Families.Count)
        : 1;

    /// <summary>What is made of the manifest, unless a value in it is wrong for it.</summary>
    /// <exception cref="BundleException">One is.</exception>
    public static T OrWrong<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            throw new BundleException($"{BundleFiles.Manifest}: {e.Message}", e);
        }
    }

    private static BundleException Wrong(string what) => new($"{BundleFiles.Manifest}: {what}.");
}
