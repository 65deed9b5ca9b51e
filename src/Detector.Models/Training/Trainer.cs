using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Core.Thresholds;
using Detector.Models.Bundles;
using Detector.Models.Families.Ensembles;
using Detector.Models.Scoring;
using Detector.Models.Settings;
using Detector.Models.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Detector.Models.Training;

/// <summary>Makes a model of a stream's usual samples.</summary>
/// <param name="schema">What the rows' fields mean.</param>
/// <param name="model">The model and how it is trained.</param>
/// <param name="threshold">How the threshold is learned.</param>
/// <param name="time">Names the threshold and measures speed.</param>
public sealed class Trainer(Schema schema, ModelSettings model, ThresholdSettings threshold, TimeProvider time)
{
    /// <summary>Fewer samples than this teach nothing.</summary>
    public const int FewestSamples = SampleSplit.Fewest;

    /// <summary>
    /// Cores that a training may keep busy. Where that is more than <see cref="ModelSettings.Threads"/>, a model is fitted beside those of
    /// the halves that calibrate it, to the same bits.
    /// </summary>
    public int Cores { get; init; } = Environment.ProcessorCount;

    /// <summary>Events that make enough samples of a window, whatever their keys.</summary>
    public static double FewestEvents(WindowSettings window, ModelSettings model) =>
        SampleSplit.FewestFor(window, model.EarlyStopping.HeldOut);

    /// <summary>
    /// Trains: keeps a share of the samples, drops those of the rest that lie farthest from the others, fits what is left, then calibrates
    /// the score and learns the threshold on the samples kept, or, where all samples are few, on all of them, each half scored by what the
    /// other half taught. On a CPU the same samples and settings give the same model, bit for bit.
    /// </summary>
    /// <param name="samples">Raw samples, most of them usual ones.</param>
    /// <param name="progress">Told a hundred times or so how far it is; on the calling thread.</param>
    /// <param name="ct">Stops the training.</param>
    /// <param name="from">
    /// A model of the same stream, with whose weights the new one begins where they mean the same in it; null: with random ones. What the
    /// halves of few samples are fitted to is not: that model may have seen the other half.
    /// </param>
    /// <exception cref="TrainingException">The samples or settings are such that no model can be trained.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public TrainedModel Train(SampleSet samples, IProgress<TrainingProgress>? progress, CancellationToken ct, Bundle? from = null)
    {
        TorchLibrary.Load();
        using DisposeScope scope = NewDisposeScope();
        set_num_threads(model.Threads);
        try
        {
            return Run(samples, Devices.Find(model.Device), progress, ct, from);
        }
        catch (Exception e) when (TrainingMemory.IsWhy(e))
        {
            throw TrainingMemory.Ended(e);
        }
    }

    private TrainedModel Run(
        SampleSet samples, Device device, IProgress<TrainingProgress>? progress, CancellationToken ct, Bundle? from)
    {
        long start = time.GetTimestamp();
        (int[] trainingPlaces, int[] heldOutPlaces) = SampleSplit.Divide(samples, model.EarlyStopping.HeldOut, model.Seed);
        CheckValues(samples.Rows);
        FeatureTransform transform = FeatureTransform.Fit(schema, samples.Rows, trainingPlaces);
        var prepared = Preparation.Of(schema, model, samples, transform, trainingPlaces, heldOutPlaces, device, ct);
        IReadOnlyList<ModelSettings> settings = TrainingException.Unless(() => EnsembleMembers.Of(model));
        var warm = WarmStart.Of(from, model, prepared.Input, transform.FeatureNames);
        FittedMember[] members = Alike(Fit(samples, prepared, settings, warm, device, progress, ct));
        var scores = new HeldOutScores(Mean(members, member => member.Scores.HeldOut), Mean(members, member => member.Scores.Training));
        var parts = new ModelParts
        {
            Schema = schema,
            Transform = transform,
            Shape = prepared.Input.Shape,
            Window = samples.Window,
            Settings = model,
            Members = [.. members.Select(m => m.Member)],
            Threshold = scores.Learn(threshold, $"t{time.GetUtcNow().UtcDateTime:yyyyMMdd-HHmmss}"),
        };
        FitResult first = members[0].Result;
        var report = new TrainingReport
        {
            TrainingRows = members[0].FittedTo,
            HeldOutRows = heldOutPlaces.Length,
            TrimmedRows = trainingPlaces.Length - members[0].FittedTo,
            Curve = first.Curve,
            BestStep = first.BestStep,
            HeldOutLoss = first.HeldOutLoss,
            Scores = scores,
            Start = warm.Note,
            Duration = time.GetElapsedTime(start),
        };
        float[] heldOutScores = Mean(members, member => member.HeldOutScores);
        double[][] golden = prepared.HeldOut.Here.Raw(GoldenRows.Most);
        using var scorer = new ModelScorer(parts, "golden", golden.Length, "cpu");
        return new TrainedModel(parts, report, GoldenRows.Of(scorer, golden), members[0].HeldOut,
            [.. members[0].Places.Select(place => heldOutScores[place])])
        {
            HeldOut = heldOutPlaces,
            Strangest = StrangeRows.Of(scorer, samples, heldOutPlaces, heldOutScores),
            PartShares = StrangeRows.PartShares(members),
        };
    }

    private FittedMember[] Fit(
        SampleSet samples,
        Preparation prepared,
        IReadOnlyList<ModelSettings> settings,
        WarmStart warm,
        Device device,
        IProgress<TrainingProgress>? progress,
        CancellationToken ct)
    {
        var trainer = new MemberTrainer(prepared, device, ct);
        bool isCrossFitted = threshold.CrossFit ?? CrossFit.Pays(samples);
        bool isBeside = isCrossFitted && Cores > model.Threads && device.type == DeviceType.CPU && CrossFit.FitsBeside(samples);
        var names = new FitNames(settings.Count, isCrossFitted && !isBeside ? 2 : 0, progress, time);

        // Beside the models themselves only those tell how far they are: they take longer.
        Func<int, int, ProgressReporter> half = isBeside ? new FitNames(settings.Count, 2, null, time).Half : names.Half;
        using var halves = new SideWork<Measured[][]>(isBeside, ct, stop =>
        {
            set_num_threads(model.Threads);
            return isCrossFitted
                ? CrossFit.Run(schema, model, settings, samples, prepared.Transform, device, half, stop)
                : [.. settings.Select(_ => Array.Empty<Measured>())];
        });
        FitResult[] results = [.. settings.Select((member, i) => trainer.Fit(member, names.Whole(i), warm.Weights?[i]))];
        Measured[][] measured = halves.Result;
        return [.. settings.Select((member, i) => trainer.Calibrate(member, results[i], measured[i]))];
    }

    // What has only stand-ins is no field to learn: it would be constant, and every value that comes later strange.
    private void CheckValues(RowSet rows)
    {
        List<SchemaField> empty = [.. schema.Fields.Where(field => !field.IsRequired)];
        for (int i = 0; i < rows.Count && empty.Count > 0; i++)
        {
            ReadOnlyRowSpan row = rows.Row(i);
            for (int at = empty.Count - 1; at >= 0; at--)
            {
                if (!double.IsNaN(row[empty[at].Index]))
                {
                    empty.RemoveAt(at);
                }
            }
        }

        if (empty is [var first, ..])
        {
            throw new TrainingException(first.NoValue + ".");
        }
    }

    // Members whose scores of usual samples differ more would outvote the others: all are brought to the same spread.
    private static FittedMember[] Alike(FittedMember[] members)
    {
        double[] spreads = [.. members.Select(member => member.Spread())];
        double mean = spreads.Average();
        return members.Length > 1 && spreads.All(spread => spread > 0 && double.IsFinite(spread))
            ? [.. members.Zip(spreads, (member, spread) => member.Times(mean / spread))]
            : members;
    }

    // What the members score on average: what an ensemble scores.
    private static float[] Mean(IReadOnlyList<FittedMember> members, Func<FittedMember, float[]> scores)
    {
        float[] mean = new float[scores(members[0]).Length];
        foreach (FittedMember member in members)
        {
            for (int i = 0; i < mean.Length; i++)
            {
                mean[i] += scores(member)[i];
            }
        }

        return Array.ConvertAll(mean, sum => sum / members.Count);
    }
}
