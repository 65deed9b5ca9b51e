using System.Security.Cryptography;
using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Thresholds;
using Detector.Models.Families.Ensembles;
using Detector.Models.Scoring;
using Detector.Models.Settings;

namespace Detector.Models.Bundles;

/// <summary>Reads a bundle's folder and refuses whatever is not exactly what was saved.</summary>
internal static class BundleReader
{
    /// <summary>The manifest of a bundle, held against the hash in the version's name.</summary>
    /// <exception cref="BundleException">It is missing or damaged.</exception>
    public static Manifest ReadManifest(string folder)
    {
        byte[] content = ReadFile(folder, BundleFiles.Manifest);
        string version = Path.GetFileName(folder);
        string hash = BundlePacker.Hash(content);
        if (!version.EndsWith("-" + RegistryNames.HashPart(hash), StringComparison.Ordinal))
        {
            throw new BundleException($"{BundleFiles.Manifest}: its SHA-256 starts with {RegistryNames.HashPart(hash)}, not as the version {version} ends; it was changed.");
        }

        // Another format has other properties: it is looked at before them.
        int format = BundleJson.Read<ManifestFormat>(content, BundleFiles.Manifest).Format;
        return format == Manifest.CurrentFormat
            ? BundleJson.Read<Manifest>(content, BundleFiles.Manifest)
            : throw new BundleException($"{BundleFiles.Manifest}: the bundle has format {format}; this program reads {Manifest.CurrentFormat}. "
                + "Train the stream again, or run the version of the program that made the bundle.");
    }

    /// <summary>The whole bundle, verified.</summary>
    /// <exception cref="BundleException">A file is missing, damaged or does not belong to the others.</exception>
    public static Bundle Read(string folder)
    {
        Manifest manifest = ReadManifest(folder);
        Dictionary<string, byte[]> files = BundleFiles.Content.ToDictionary(name => name, name => ReadVerified(folder, name, manifest));
        var schema = new Schema(manifest.Schema);
        FeatureTransform transform = Transform(BundleJson.Read<FeatureTransformState>(files[BundleFiles.Scaler], BundleFiles.Scaler), schema);
        SampleShape shape = Shape(manifest, transform);
        var parts = new ModelParts
        {
            Schema = schema,
            Transform = transform,
            Settings = manifest.Model,
            Shape = shape,
            Members = Members(manifest.Model, files, shape.Width),
            Threshold = BundleJson.Read<Threshold>(files[BundleFiles.Threshold], BundleFiles.Threshold),
        };
        GoldenRows golden = GoldenFile.Read(SafetensorsReader.Read(files[BundleFiles.Golden], BundleFiles.Golden), shape.Steps * schema.FieldCount);
        var bundle = new Bundle(Path.GetFileName(folder), manifest, parts, golden);
        bundle.CreateScorer(golden.Scores.Length, "cpu").Dispose();
        return bundle;
    }

    private static SampleShape Shape(Manifest manifest, FeatureTransform transform)
    {
        try
        {
            var shape = new SampleShape([.. manifest.Shape]);
            return shape.StepWidth == transform.Width
                ? shape
                : throw new BundleException($"{BundleFiles.Manifest}: a sample is {shape}, but {BundleFiles.Scaler} makes {transform.Width} numbers of a row.");
        }
        catch (ArgumentException e)
        {
            throw new BundleException($"{BundleFiles.Manifest}: {e.Message}", e);
        }
    }

    private static ModelMember[] Members(ModelSettings settings, Dictionary<string, byte[]> files, int width)
    {
        IReadOnlyList<ModelSettings> members = EnsembleMembers.Of(settings);
        IReadOnlyDictionary<string, StoredTensor> weights = SafetensorsReader.Read(files[BundleFiles.Weights], BundleFiles.Weights);
        CalibrationFile[] calibrations = BundleJson.Read<CalibrationFile[]>(files[BundleFiles.Calibration], BundleFiles.Calibration);
        IReadOnlyDictionary<string, StoredTensor> arrays = SafetensorsReader.Read(files[BundleFiles.CalibrationArrays], BundleFiles.CalibrationArrays);
        return calibrations.Length == members.Count
            ? [.. members.Select((member, i) => new ModelMember(
                member,
                MemberArrays.Select(weights, i, members.Count),
                calibrations[i].With(MemberArrays.Select(arrays, i, members.Count), width)))]
            : throw new BundleException($"{BundleFiles.Calibration}: it is of {calibrations.Length} models, the manifest of {members.Count}.");
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

    private static byte[] ReadVerified(string folder, string name, Manifest manifest)
    {
        byte[] content = ReadFile(folder, name);
        string hash = BundlePacker.Hash(content);
        return manifest.Files.TryGetValue(name, out string? expected) && expected == hash
            ? content
            : throw new BundleException($"{name}: its SHA-256 is {hash}, the manifest says {expected ?? "nothing"}; the file was changed or cut.");
    }

    private static byte[] ReadFile(string folder, string name)
    {
        try
        {
            return File.ReadAllBytes(Path.Combine(folder, name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BundleException($"{name}: it cannot be read: {e.Message}", e);
        }
    }
}
