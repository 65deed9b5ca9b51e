using Detector.Core.Scoring;
using Detector.Models.Families;
using Detector.Models.Scoring;
using Detector.Models.Settings;
using Detector.Models.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Detector.Models.Training;

/// <summary>Fits and calibrates models on the same samples.</summary>
/// <param name="input">What the models are for.</param>
/// <param name="device">Where.</param>
/// <param name="training">Training samples, the trimmed ones among them.</param>
/// <param name="chosen">Those of them that the models are fitted to.</param>
/// <param name="heldOut">Held-out samples.</param>
/// <param name="ct">Stops a fit.</param>
internal sealed class MemberTrainer(
    ModelInput input, Device device, PlacedSamples training, PlacedSamples chosen, PlacedSamples heldOut, CancellationToken ct)
{
    private const int MostCodes = 200_000;
    private const int SampleRows = 1000;
    private const int Strangest = 20;

    /// <summary>Fits a fresh model and calibrates its score.</summary>
    /// <param name="settings">The model and how it is trained.</param>
    /// <param name="progress">Whom to tell.</param>
    public FittedMember Run(ModelSettings settings, ProgressReporter progress)
    {
        using DisposeScope scope = NewDisposeScope();
        FitResult result = Fit(settings, progress);
        using Encoder encoder = Encoder(settings, result);
        Encoded held = encoder.Whole(heldOut.Here);
        float[] codes = [.. encoder.Parts(Some(chosen.Here)).SelectMany(part => part.Codes)];
        ScoreCalibration calibration = Calibrator.Calibrate(settings, chosen.Here, codes, held);
        float[] scores = held.Score(calibration).Score;
        int[] places = Chosen(scores);
        return new FittedMember(
            new ModelMember(settings, result.Weights, calibration),
            result,
            chosen.Here.Count,
            held.Take(places),
            places,
            scores,
            [.. encoder.Parts(training.Here).SelectMany(part => part.Score(calibration).Score)]);
    }

    // An even choice of what is too many: a covariance of their codes would be no other.
    private static Samples Some(Samples samples)
    {
        int step = 1 + ((samples.Count - 1) / MostCodes);
        return step == 1 ? samples : samples.Choose(Enumerable.Range(0, (samples.Count + step - 1) / step).Select(i => i * step));
    }

    // Some from everywhere, for neighbours in a file are alike, and the strangest.
    private static int[] Chosen(float[] scores)
    {
        int count = scores.Length;
        int even = Math.Min(SampleRows - Strangest, count);
        IEnumerable<int> strangest = Enumerable.Range(0, count).OrderByDescending(place => scores[place]).Take(Strangest);
        return [.. Enumerable.Range(0, even).Select(i => (int)((long)i * count / even)).Union(strangest).Order()];
    }

    private FitResult Fit(ModelSettings settings, ProgressReporter progress)
    {
        using DisposeScope scope = NewDisposeScope();
        using var fit = new ModuleFit(settings, input, chosen.There, heldOut.There, device);
        return fit.Run(point => progress.Report(point, fit.Steps, fit.BatchRows, chosen.Here.Count), ct);
    }

    private Encoder Encoder(ModelSettings settings, FitResult result) =>
        new(ModelBuilder.Load(settings, input, result.Weights, device), input, device);
}
