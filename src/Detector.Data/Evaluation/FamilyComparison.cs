using Detector.Core.Batches;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Core.Thresholds;
using Detector.Data.Files;
using Detector.Models.Families;
using Detector.Models.Settings;
using Detector.Models.Training;

namespace Detector.Data.Evaluation;

/// <summary>
/// Trains models of several families on the same samples and compares them: on a labelled file, or else by anomalies that are planted in
/// the samples that all of them hold out.
/// </summary>
/// <param name="schema">What the samples' fields mean.</param>
/// <param name="threshold">How thresholds are learned.</param>
/// <param name="samples">Usual samples.</param>
/// <param name="time">Measures how long things take.</param>
public sealed class FamilyComparison(Schema schema, ThresholdSettings threshold, SampleSet samples, TimeProvider time)
{
    private readonly List<FamilyTrial> _trials = [];
    private double[][] _usual = [];
    private double[][] _planted = [];

    /// <summary>The labelled file; null where there is none.</summary>
    public LabelledFile? Test { get; init; }

    /// <summary>Told of the records of the labelled file that cannot be decoded.</summary>
    public RejectedRows Rejected { get; private set; } = new();

    /// <summary>Those that were trained so far, the best first; at the end those that could not be.</summary>
    public IReadOnlyList<FamilyTrial> Ranking => [.. _trials.OrderByDescending(trial => double.IsNaN(trial.RocAuc) ? -1 : trial.RocAuc)];

    /// <summary>The model that does best; null where none could be trained.</summary>
    public TrainedModel? Best { get; private set; }

    /// <summary>Trains one more.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="progress">Told how far the training is.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>How it did; also where it cannot be trained.</returns>
    /// <exception cref="DataException">There is nothing to compare on.</exception>
    public FamilyTrial Try(ModelSettings settings, IProgress<TrainingProgress>? progress, CancellationToken ct)
    {
        string name = FamilyChoice.NameOf(settings);
        double best = Best is null ? double.NegativeInfinity : Ranking[0].RocAuc;
        FamilyTrial trial;
        try
        {
            TrainedModel model = new Trainer(schema, settings, threshold, time).Train(samples, progress, ct);
            trial = Measure(name, model, ct);
            Best = Best is null || trial.RocAuc > best ? model : Best;
        }
        catch (TrainingException e)
        {
            trial = FamilyTrial.Failed(name, e.Message);
        }

        _trials.Add(trial);
        return trial;
    }

    private FamilyTrial Measure(string name, TrainedModel model, CancellationToken ct)
    {
        using IScorer scorer = model.CreateScorer("trial", BatchLimit.For(samples.Layout.Width), model.Settings.Device);
        Choose(model.HeldOut);
        Rejected = new RejectedRows();
        Ranking ranking = (Test is { } test
            ? LabelledScores.OfFile(schema.SeenBy(test.Camera), samples.Window, scorer, (test.Path, test.Label), Rejected, _ => { }, ct)
            : LabelledScores.OfSamples(scorer, _usual, _planted)).Ranking();
        double speed = ScoringSpeed.MicrosecondsPerEvent(scorer, _usual, time);
        return new FamilyTrial(name, ranking.RocAuc(), ranking.Above(model.Threshold.Value), model.Report.Duration, speed);
    }

    // The same for every model: an even choice of what all of them hold out.
    private void Choose(IReadOnlyList<int> heldOut)
    {
        if (_usual.Length > 0)
        {
            return;
        }

        int count = Math.Min(heldOut.Count, BatchLimit.For(samples.Layout.Width));
        int[] places = [.. Enumerable.Range(0, count).Select(i => heldOut[(int)((long)i * heldOut.Count / count)])];
        _usual = [.. places.Select(samples.Copy)];
        _planted = Test is null ? [.. new PlantedAnomalies(samples, schema).Of(places)] : [];
        if (Test is null && _planted.Length == 0)
        {
            throw new DataException("the rows are all alike, so that no anomalies can be planted among them to compare families on; "
                + "--test names labelled rows");
        }
    }
}
