using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Core.Thresholds;
using Detector.Models.Families;
using Detector.Models.Families.Ensembles;
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

        var shape = new SampleShape(transform.Width);
        IReadOnlyList<ModelSettings> settings = EnsembleMembers.Of(model);
        int trimmed = (int)Math.Ceiling(model.Trim * training.Count);
        var members = new List<(ModelMember Member, Fitted Fitted)>();
        foreach (ModelSettings member in settings)
        {
            var fitting = new Fitting(member, new ModelInput(shape), device, trainingMatrix, heldOutMatrix, ct);
            var stages = new FitNames(members.Count, settings.Count, trimmed > 0);
            Fitted fitted = fitting.Run([.. Enumerable.Range(0, training.Count)], stages.Reporter(progress, time, 0));
            if (trimmed > 0)
            {
                fitted = fitting.Run(fitted.WithoutWorst(trimmed), stages.Reporter(progress, time, 1));
            }

            ScoreCalibration calibration = Calibrator.Calibrate(member, fitted.Training.Take(fitted.Places), fitted.HeldOut);
            members.Add((new ModelMember(member, fitted.Result.Weights, calibration), fitted));
        }

        float[] scores = Mean(members, fitted => fitted.HeldOut);
        var parts = new ModelParts
        {
            Schema = schema,
            Transform = transform,
            Shape = shape,
            Settings = model,
            Members = [.. members.Select(m => m.Member)],
            Threshold = ThresholdLearner.Learn(
                ScorePool.Of(scores, Mean(members, fitted => fitted.Training)), threshold, $"t{time.GetUtcNow().UtcDateTime:yyyyMMdd-HHmmss}"),
        };
        Fitted first = members[0].Fitted;
        var report = new TrainingReport
        {
            TrainingRows = first.Places.Length,
            HeldOutRows = heldOut.Count,
            TrimmedRows = trimmed,
            Curve = first.Result.Curve,
            BestStep = first.Result.BestStep,
            HeldOutLoss = first.Result.HeldOutLoss,
            HeldOutScores = scores,
            Duration = time.GetElapsedTime(start),
        };
        return new TrainedModel(parts, report, Golden(parts, heldOut), first.HeldOut.Take([.. Enumerable.Range(0, Math.Min(SampleRows, heldOut.Count))]));
    }

    // What the members make of rows, on average: what an ensemble scores.
    private static float[] Mean(IReadOnlyList<(ModelMember Member, Fitted Fitted)> members, Func<Fitted, Encoded> rows)
    {
        BatchScores? sum = null;
        foreach ((ModelMember member, Fitted fitted) in members)
        {
            BatchScores scores = rows(fitted).Score(member.Calibration);
            sum ??= new BatchScores(scores.Score.Length);
            sum.Add(scores, scores.Score.Length);
        }

        sum!.Divide(members.Count, sum.Score.Length);
        return sum.Score;
    }

    private static GoldenRows Golden(ModelParts parts, RowSet heldOut)
    {
        double[][] rows = [.. Enumerable.Range(0, Math.Min(GoldenRows.Most, heldOut.Count)).Select(place => heldOut.Row(place).ToArray())];
        using var scorer = new ModelScorer(parts, "golden", rows.Length, "cpu");
        return GoldenRows.Of(scorer, rows);
    }
}
