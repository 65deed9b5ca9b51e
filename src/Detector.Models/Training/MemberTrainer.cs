using Detector.Core.Scoring;
using Detector.Models.Bundles;
using Detector.Models.Families;
using Detector.Models.Scoring;
using Detector.Models.Settings;
using Detector.Models.Storage;
using Detector.Models.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Detector.Models.Training;

/// <summary>Fits and calibrates models on the same samples.</summary>
/// <param name="samples">The samples.</param>
/// <param name="device">Where.</param>
/// <param name="ct">Stops a fit.</param>
internal sealed class MemberTrainer(Preparation samples, Device device, CancellationToken ct)
{
    private const int MostCodes = 200_000;
    private const int SampleRows = 1000;
    private const int Strangest = 20;

    /// <summary>Fits a fresh model.</summary>
    /// <param name="settings">The model and how it is trained.</param>
    /// <param name="progress">Whom to tell.</param>
    /// <param name="start">The weights that it begins with; null: random ones.</param>
    public FitResult Fit(
        ModelSettings settings, ProgressReporter progress, IReadOnlyDictionary<string, StoredTensor>? start = null)
    {
        using DisposeScope scope = NewDisposeScope();
        using var fit = new ModuleFit(settings, samples.Input, samples.Chosen.There, samples.HeldOut.There, device, start);
        return fit.Run(point => progress.Report(point, fit.Steps, fit.BatchRows, samples.Chosen.Here.Count), ct);
    }

    /// <summary>Calibrates a fitted model's score.</summary>
    /// <param name="settings">The model.</param>
    /// <param name="result">Its weights.</param>
    /// <param name="halves">
    /// Each half of all samples, measured by what the other half taught; empty where this model's own held-out samples are to do.
    /// </param>
    public FittedMember Calibrate(ModelSettings settings, FitResult result, IReadOnlyList<Measured> halves)
    {
        using DisposeScope scope = NewDisposeScope();
        using Encoder encoder = Encoder(settings, result);
        Measured own = Measure(settings, encoder);
        bool isCrossFitted = halves.Count > 0 && halves.All(half => half.IsLike(own));
        (ScoreCalibration calibration, float[] scores) = Calibrator.Calibrate(settings, own, isCrossFitted ? halves : []);
        float[] heldOutScores = isCrossFitted ? own.Score(calibration).Score : scores;
        int[] places = Chosen(heldOutScores);
        return new FittedMember(
            new ModelMember(settings, result.Weights, calibration),
            result,
            samples.Chosen.Here.Count,
            own.Samples.Take(places),
            places,
            heldOutScores,
            new HeldOutScores(
                scores, isCrossFitted ? [] : [.. encoder.Parts(samples.Training.Here).SelectMany(part => part.Score(calibration).Score)]));
    }

    /// <summary>Fits a fresh model, and measures the held-out samples with it.</summary>
    /// <param name="settings">The model and how it is trained.</param>
    /// <param name="progress">Whom to tell.</param>
    public Measured Measure(ModelSettings settings, ProgressReporter progress)
    {
        using DisposeScope scope = NewDisposeScope();
        using Encoder encoder = Encoder(settings, Fit(settings, progress));
        return Measure(settings, encoder);
    }

    private Measured Measure(ModelSettings settings, Encoder encoder)
    {
        Encoded held = encoder.Whole(samples.HeldOut.Here);
        float[] codes = [.. encoder.Parts(Some(samples.Chosen.Here)).SelectMany(part => part.Codes)];
        return new(Calibrator.Distances(settings, samples.Chosen.Here, samples.Training.Here, codes, held.CodeWidth), held);
    }

    // An even choice of what is too many: a covariance of their codes would be no other.
    private static Samples Some(Samples all)
    {
        int step = 1 + ((all.Count - 1) / MostCodes);
        return step == 1 ? all : all.Choose(Enumerable.Range(0, (all.Count + step - 1) / step).Select(i => i * step));
    }

    // Some from everywhere, for neighbours in a file are alike, and the strangest.
    private static int[] Chosen(float[] scores)
    {
        int count = scores.Length;
        int even = Math.Min(SampleRows - Strangest, count);
        IEnumerable<int> strangest = Enumerable.Range(0, count).OrderByDescending(place => scores[place]).Take(Strangest);
        return [.. Enumerable.Range(0, even).Select(i => (int)((long)i * count / even)).Union(strangest).Order()];
    }

    private Encoder Encoder(ModelSettings settings, FitResult result) =>
        new(ModelBuilder.Load(settings, samples.Input, result.Weights, device), samples.Input, device);
}
