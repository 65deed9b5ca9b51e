using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Thresholds;
using Detector.Models.Families.Ensembles;
using Detector.Models.Scoring;
using Detector.Models.Settings;
using Detector.Models.Storage;

namespace Detector.Models.Bundles;

/// <summary>Reads a bundle's folder and refuses whatever is not exactly what was saved.</summary>
internal static class BundleReader
{
    /// <summary>The manifest of a bundle, held against the hash in the version's name.</summary>
    /// <exception cref="BundleException">It is missing or damaged.</exception>
    public static Manifest ReadManifest(string folder)
    {
        byte[] content = OrUnreadable(BundleFiles.Manifest, () => PlainFile.Read(Path.Combine(folder, BundleFiles.Manifest)));
        string version = Path.GetFileName(folder);
        string hash = FileHash.Of(content);
        if (!version.EndsWith("-" + RegistryNames.HashPart(hash), StringComparison.Ordinal))
        {
            throw new BundleException($"{BundleFiles.Manifest}: its SHA-256 starts with {RegistryNames.HashPart(hash)}, "
                + $"not as the version {version} ends; it was changed.");
        }

        // Another format has other properties: it is looked at before them.
        int format = BundleJson.Read<ManifestFormat>(content, BundleFiles.Manifest).Format;
        return format == Manifest.CurrentFormat
            ? BundleJson.Read<Manifest>(content, BundleFiles.Manifest)
            : throw new BundleException($"{BundleFiles.Manifest}: the bundle has format {format}; "
                + $"this program reads {Manifest.CurrentFormat}. "
                + "Train the stream again, or run the version of the program that made the bundle.");
    }

    /// <summary>Holds every file against the manifest.</summary>
    /// <exception cref="BundleException">One is missing or damaged.</exception>
    public static void Check(string folder)
    {
        Manifest manifest = ReadManifest(folder);
        foreach (string name in manifest.Files.Keys)
        {
            Verify(name, OrUnreadable(name, () => PlainFile.Hash(Path.Combine(folder, name))), manifest);
        }
    }

    /// <summary>The whole bundle, verified but for what its golden rows score, which making a scorer tells.</summary>
    /// <exception cref="BundleException">A file is missing, damaged or does not belong to the others.</exception>
    public static Bundle Read(string folder)
    {
        Manifest manifest = ReadManifest(folder);
        foreach (string name in BundleFiles.Others.Where(name => name != BundleFiles.Scores || manifest.Files.ContainsKey(name)))
        {
            Verify(name, OrUnreadable(name, () => PlainFile.Hash(Path.Combine(folder, name))), manifest);
        }

        SampleLayout shape = ManifestCheck.Shape(manifest);
        Schema schema = ManifestCheck.OrWrong(() => new Schema(manifest.Schema));
        byte[] scaler = Content(folder, BundleFiles.Scaler, manifest);
        FeatureTransform transform = Transform(BundleJson.Read<FeatureTransformState>(scaler, BundleFiles.Scaler), schema);
        ManifestCheck.Features(manifest, transform);

        // Rows of a sample's size are there, so that a sample is no larger than they are.
        GoldenRows golden = GoldenFile.Read(Arrays(folder, BundleFiles.Golden, manifest), (long)shape.Steps * schema.FieldCount);
        var parts = new ModelParts
        {
            Schema = schema,
            Transform = transform,
            Settings = manifest.Model,
            Shape = shape.With(transform.Sides),
            Window = ManifestCheck.Window(manifest, shape),
            Members = Members(folder, manifest, shape),
            Threshold = BundleJson.Read<Threshold>(Content(folder, BundleFiles.Threshold, manifest), BundleFiles.Threshold),
        };
        ManifestCheck.OrWrong(() => parts.Input);
        return new Bundle(folder, manifest, parts, golden);
    }

    /// <summary>The scores that the threshold was learned from; null where the bundle keeps none.</summary>
    /// <exception cref="BundleException">They are damaged.</exception>
    public static HeldOutScores? ReadScores(string folder, Manifest manifest)
    {
        if (!manifest.Files.ContainsKey(BundleFiles.Scores))
        {
            return null;
        }

        return HeldOutScores.Read(Content(folder, BundleFiles.Scores, manifest));
    }

    private static ModelMember[] Members(string folder, Manifest manifest, SampleLayout shape)
    {
        IReadOnlyDictionary<string, StoredTensor> weights = Arrays(folder, BundleFiles.Weights, manifest);
        ManifestCheck.Weights(manifest, weights);
        CalibrationFile[] calibrations = BundleJson.Read<CalibrationFile[]>(Content(folder, BundleFiles.Calibration, manifest),
            BundleFiles.Calibration);
        IReadOnlyDictionary<string, StoredTensor> arrays = Arrays(folder, BundleFiles.CalibrationArrays, manifest);
        int count = calibrations.Length;
        if (count != ManifestCheck.Members(manifest))
        {
            throw new BundleException($"{BundleFiles.Calibration}: it is of {count} models, "
                + $"the manifest of {ManifestCheck.Members(manifest)}.");
        }

        IReadOnlyList<ModelSettings> members = ManifestCheck.OrWrong(() => EnsembleMembers.Of(manifest.Model));
        return [.. members.Select((member, i) => new ModelMember(
            member,
            MemberArrays.Select(weights, i, count),
            calibrations[i].With(MemberArrays.Select(arrays, i, count), shape)))];
    }

    private static FeatureTransform Transform(FeatureTransformState state, Schema schema)
    {
        try
        {
            return FeatureTransform.FromState(state, schema);
        }
        catch (ArgumentException e)
        {
            throw new BundleException($"{BundleFiles.Scaler}: {e.Message}", e);
        }
    }

    private static IReadOnlyDictionary<string, StoredTensor> Arrays(string folder, string name, Manifest manifest)
    {
        IReadOnlyDictionary<string, StoredTensor> arrays = SafetensorsReader.Read(Content(folder, name, manifest), name);
        return name == BundleFiles.Golden || StoredArrays.NotFinite(arrays.Values) is not { } array
            ? arrays
            : throw new BundleException($"{name}: {array} holds what is not a finite number.");
    }

    private static byte[] Content(string folder, string name, Manifest manifest)
    {
        byte[] content = OrUnreadable(name, () => PlainFile.Read(Path.Combine(folder, name)));
        Verify(name, FileHash.Of(content), manifest);
        return content;
    }

    private static void Verify(string name, string hash, Manifest manifest)
    {
        if (!manifest.Files.TryGetValue(name, out string? expected) || expected != hash)
        {
            throw new BundleException($"{name}: its SHA-256 is {hash}, the manifest says {expected ?? "nothing"}; "
                + "the file was changed or cut.");
        }
    }

    private static T OrUnreadable<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BundleException($"{name}: it cannot be read: {e.Message}", e);
        }
    }
}
