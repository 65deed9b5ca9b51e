using Detector.Models.Bundles;
using Detector.Models.Reports;
using Detector.Models.Storage;
using Detector.Models.Training;
using TorchSharp;

namespace Detector.Models.Packing;

/// <summary>Turns a trained model into the files of a bundle.</summary>
internal static class BundlePacker
{
    /// <summary>Every file, the manifest last.</summary>
    public static IReadOnlyList<(string Name, byte[] Content)> Pack(
        string stream, TrainedModel model, DateTimeOffset created, Lineage? lineage = null)
    {
        ModelParts parts = model.Parts;
        StoredTensor[] weights = [.. MemberArrays.Join([.. parts.Members.Select(member => member.Weights.Values)])];
        IEnumerable<StoredTensor>[] calibrations = [.. parts.Members.Select(member => CalibrationFile.ArraysOf(member.Calibration))];
        List<(string Name, byte[] Content)> files =
        [
            (BundleFiles.Weights, Tensors(weights)),
            (BundleFiles.Scaler, BundleJson.Write(parts.Transform.ToState())),
            (BundleFiles.Calibration, BundleJson.Write(parts.Members.Select(member => CalibrationFile.Of(member.Calibration)).ToArray())),
            (BundleFiles.CalibrationArrays, Tensors(MemberArrays.Join(calibrations))),
            (BundleFiles.Threshold, BundleJson.Write(parts.Threshold)),
            (BundleFiles.Golden, Tensors(GoldenFile.Of(model.Golden))),
            (BundleFiles.Report, ModelReport.Write(stream, model, created)),
            (BundleFiles.Scores, Tensors(model.Report.Scores.Arrays())),
        ];
        files.Add((BundleFiles.Manifest, BundleJson.Write(Manifest(stream, model, created, weights, files) with { Lineage = lineage })));
        return files;
    }

    private static Manifest Manifest(
        string stream,
        TrainedModel model,
        DateTimeOffset created,
        IEnumerable<StoredTensor> weights,
        IEnumerable<(string Name, byte[] Content)> files) => new()
    {
        Format = Bundles.Manifest.CurrentFormat,
        Stream = stream,
        Created = created,
        Family = model.Settings.Family,
        Features = model.Parts.Transform.FeatureNames,
        Shape = model.Parts.Shape.Dimensions,
        Weights = weights.ToDictionary(w => w.Name, w => w.Shape),
        Window = Bundles.Manifest.Noted(model.Parts.Window),
        Model = model.Settings,
        Schema = model.Schema.Settings,
        Training = new(
            model.Report.TrainingRows,
            model.Report.HeldOutRows,
            model.Report.TrimmedRows,
            model.Report.BestStep,
            model.Report.Curve[^1].Step,
            model.Report.Duration.TotalSeconds,
            model.Report.CrossFittedRows,
            model.Report.Start),
        Metrics = new Dictionary<string, double>
        {
            ["heldOutLoss"] = model.Report.HeldOutLoss,
            [model.Report.Scores.IsCrossFitted ? "crossFittedScoreMean" : "heldOutScoreMean"] =
                model.Report.Scores.HeldOut.Average(s => (double)s),
            [model.Report.Scores.IsCrossFitted ? Bundles.Manifest.CrossFittedOverName : Bundles.Manifest.HeldOutOverName] =
                model.Report.HeldOutOver(model.Threshold),
        },
        Libraries = new Dictionary<string, string>
        {
            ["detector"] = VersionOf(typeof(BundlePacker)),
            ["torchsharp"] = VersionOf(typeof(torch)),
            ["dotnet"] = Environment.Version.ToString(),
        },
        Files = files.ToDictionary(f => f.Name, f => FileHash.Of(f.Content)),
    };

    private static string VersionOf(Type type) => type.Assembly.GetName().Version?.ToString() ?? "";

    private static byte[] Tensors(IEnumerable<StoredTensor> tensors)
    {
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, tensors);
        return stream.ToArray();
    }
}
