using Detector.Core.Features;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Core.Thresholds;
using Detector.Models.Scoring;
using Detector.Models.Settings;
using Detector.Models.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Detector.Models.Training;

/// <summary>Makes a model of a stream's usual rows.</summary>
/// <param name="schema">What the rows' fields mean.</param>
/// <param name="model">The model and how it is trained.</param>
/// <param name="threshold">How the threshold is learned.</param>
/// <param name="time">Names the threshold and measures speed.</param>
public sealed class Trainer(Schema schema, ModelSettings model, ThresholdSettings threshold, TimeProvider time)
{
    private const int SampleRows = 1000;

    /// <summary>
    /// Trains: keeps a share of the rows, fits the rest, drops the worst reconstructed and fits again, then calibrates the score and
    /// learns the threshold on the rows kept. On a CPU the same rows and settings give the same model, bit for bit.
    /// </summary>
    /// <param name="rows">Raw rows, most of them usual ones.</param>
    /// <param name="progress">Told a hundred times or so how far it is; on the calling thread.</param>
    /// <param name="ct">Stops the training.</param>
    /// <exception cref="TrainingException">The rows or settings are such that no model can be trained.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public TrainedModel Train(RowSet rows, IProgress<TrainingProgress>? progress, CancellationToken ct)
    {
        using DisposeScope scope = NewDisposeScope();
        set_num_threads(model.Threads);
        return Run(rows, Devices.Find(model.Device), progress, ct);
    }

    private TrainedModel Run(RowSet rows, Device device, IProgress<TrainingProgress>? progress, CancellationToken ct)
    {
        long start = time.GetTimestamp();
        (RowSet training, RowSet heldOut) = RowSplit.Divide(rows, model.EarlyStopping.HeldOut, model.Seed);
        FeatureTransform transform = FeatureTransform.Fit(schema, training);
        Tensor trainingMatrix = FeatureMatrix.Of(training, transform);
        Tensor heldOutMatrix = FeatureMatrix.Of(heldOut, transform);
        if (model.Loss == LossKind.Bce)
        {
            FeatureMatrix.CheckProbabilities(trainingMatrix, transform.FeatureNames);
        }

        int trimmed = (int)Math.Ceiling(model.Trim * training.Count);
        int fits = trimmed > 0 ? 2 : 1;
        var fitting = new Fitting(model, device, trainingMatrix, heldOutMatrix, ct);
        Fitted fitted = fitting.Run([.. Enumerable.Range(0, training.Count)], new ProgressReporter(progress, time, "fitting", 0, fits));
        if (trimmed > 0)
        {
            fitted = fitting.Run(fitted.WithoutWorst(trimmed), new ProgressReporter(progress, time, "fitting without the worst rows", 1, fits));
        }

        ScoreCalibration calibration = Calibrator.Calibrate(model.Score, fitted.Training.Take(fitted.Places), fitted.HeldOut);
        float[] scores = fitted.HeldOut.Score(calibration).Score;
        var parts = new ModelParts
        {
            Schema = schema,
            Transform = transform,
            Settings = model,
            Weights = fitted.Result.Weights,
            Calibration = calibration,
            Threshold = ThresholdLearner.Learn(
                ScorePool.Of(scores, fitted.Training.Score(calibration).Score), threshold, $"t{time.GetUtcNow().UtcDateTime:yyyyMMdd-HHmmss}"),
        };
        var report = new TrainingReport
        {
            TrainingRows = fitted.Places.Length,
            HeldOutRows = heldOut.Count,
            TrimmedRows = trimmed,
            Curve = fitted.Result.Curve,
            BestStep = fitted.Result.BestStep,
            HeldOutLoss = fitted.Result.HeldOutLoss,
            HeldOutScores = scores,
            Duration = time.GetElapsedTime(start),
        };
        return new TrainedModel(parts, report, Golden(parts, heldOut), fitted.HeldOut.Take([.. Enumerable.Range(0, Math.Min(SampleRows, heldOut.Count))]));
    }

    private static GoldenRows Golden(ModelParts parts, RowSet heldOut)
    {
        double[][] rows = [.. Enumerable.Range(0, Math.Min(GoldenRows.Most, heldOut.Count)).Select(place => heldOut.Row(place).ToArray())];
        using var scorer = new ModelScorer(parts, "golden", rows.Length, "cpu");
        return GoldenRows.Of(scorer, rows);
    }
}
