using Detector.Core.Batches;
using Detector.Core.Schemas;
using Detector.Core.Scoring;
using Detector.Core.Sources;
using Detector.Data;
using Detector.Data.Evaluation;
using Detector.Data.Files;
using Detector.Models.Bundles;
using Detector.Models.Packing;
using Detector.Models.Storage;
using Detector.Models.Training;
using Detector.Retraining.Comparison;
using Detector.Retraining.History;
using Detector.Retraining.Runs;
using Detector.Streams.Lookback;
using Detector.Streams.Settings;

namespace Detector.Retraining;

/// <summary>
/// Trains a stream's next model on what its topics hold, compares it with the one that serves on later events, and lets it serve where it
/// may. It is one process's only work, so that whatever becomes of it leaves the streams alone.
/// </summary>
/// <param name="stream">The stream's name.</param>
/// <param name="settings">Its settings.</param>
/// <param name="registry">Where its models are.</param>
/// <param name="tell">Told how it goes.</param>
public sealed class ChallengerTraining(
    string stream, StreamSettings settings, ModelRegistry registry, Action<TrainerLine> tell, TimeProvider time)
{
    // A topic that is not there yet is waited for by streams; a training has better to say so.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Schema _schema = new(settings.Schema);

    /// <summary>Cores that it may keep busy.</summary>
    public int Cores { get; init; } = Environment.ProcessorCount;

    /// <summary>Does all of it.</summary>
    /// <param name="topics">What it reads.</param>
    /// <param name="span">Which of their events.</param>
    /// <param name="trigger">Why.</param>
    /// <param name="cancellation">Ends it; the model that serves goes on.</param>
    /// <returns>The new model's version, and what became of it.</returns>
    /// <exception cref="TrainingException">Another process does it already, or the events are not fit to train on.</exception>
    /// <exception cref="BundleException">The registry cannot be read or written.</exception>
    /// <exception cref="SourceFailedException">The topics cannot be read.</exception>
    /// <exception cref="DataException">The golden set cannot be read, or has no anomalies.</exception>
    public (string Version, Verdict Verdict) Run(HistoryTopics topics, HistorySpan span, string trigger, CancellationToken cancellation)
    {
        if (settings.Retraining.Golden is { } golden && !File.Exists(golden))
        {
            throw new DataException($"{golden} (Retraining:Golden) cannot be found, and no model is compared without it");
        }

        registry.CheckWritable(stream);
        using IDisposable lease = RetrainingLease.Take(registry, stream, trigger);
        string? before = registry.Read(stream, RegistryPointer.Current);
        Gathered gathered = Gather(topics, span, cancellation);
        TrainedModel trained = Train(gathered, before, cancellation);
        string version = registry.Save(stream, trained, gathered.Lineage);
        registry.Challenge(stream, version, Change.Of("detector train", trigger));
        Verdict verdict = Judge(before, version, gathered, trigger, cancellation);

        // Whoever sees the pointer move reads why, and how it is to be watched, even if this process does not live to say more.
        registry.Annotate(stream, version, Verdict.File, TrainerJson.File(verdict));
        if (Act(before, version, verdict) is var outcome && outcome != verdict.Outcome)
        {
            verdict = verdict with { Outcome = outcome };
            registry.Annotate(stream, version, Verdict.File, TrainerJson.File(verdict));
        }

        tell(new TrainerLine { Kind = TrainerLine.Result, Version = version, Outcome = verdict.Outcome, Verdict = verdict });
        return (version, verdict);
    }

    private Gathered Gather(HistoryTopics topics, HistorySpan span, CancellationToken cancellation)
    {
        if (settings.Schema.CountsVerdicts() && topics.Counted is null)
        {
            throw new TrainingException(
                $"aggregates of {stream} count verdicts (ConfirmedCount, ConfirmedShare), and Labels:Topic names no topic of them; "
                + "`detector train --input` takes them from a file's labels.");
        }

        RetrainingSettings retraining = settings.Retraining;
        KnownAnomalies? known = Known(topics, span, cancellation);
        AnomalyUse compared = retraining.Confirmed == AnomalyUse.Keep ? AnomalyUse.Keep : AnomalyUse.LeaveOut;
        LeaveOut? training = known is null ? null : new(known, retraining.Confirmed, retraining.Alerted);
        LeaveOut? comparing = known is null ? null : new(known, compared, AnomalyUse.Keep);
        Gathered gathered = new TopicSamples(_schema, settings.Window, topics.Events, time, training, comparing, topics.Counted).Read(
            span, share => tell(new TrainerLine { Kind = TrainerLine.Reading, Fraction = share }), cancellation);
        tell(new TrainerLine
        {
            Kind = TrainerLine.Gathered,
            Rows = gathered.Training.Count,
            HeldBack = gathered.HeldBack.Count,
            Rejected = gathered.Lineage.Rejected,
            Reason = gathered.FirstReason,
            LeftOut = gathered.Lineage.LeftOut,
            Unreadable = known?.Unreadable is > 0 and var unreadable ? unreadable : null,
        });
        return gathered;
    }

    private KnownAnomalies? Known(HistoryTopics topics, HistorySpan span, CancellationToken cancellation)
    {
        var known = new KnownAnomalies(stream, topics.Events.Topics, settings.Labels);
        Read(topics.Verdicts, nameof(RetrainingSettings.Confirmed), verdicts => known.Hear(verdicts, span.Since, Patience, cancellation));
        Read(topics.Alerts, nameof(RetrainingSettings.Alerted), alerts => known.Read(alerts, span.Since, Patience, cancellation));
        return topics.Verdicts is null && topics.Alerts is null ? null : known;

        static void Read(IEventHistory? topic, string setting, Action<IEventHistory> read)
        {
            try
            {
                if (topic is not null)
                {
                    read(topic);
                }
            }
            catch (SourceFailedException e)
            {
                throw new SourceFailedException(
                    $"{e.Message}; with Retraining:{setting} {nameof(AnomalyUse.Keep)} it is not read", e);
            }
        }
    }

    private TrainedModel Train(Gathered gathered, string? before, CancellationToken cancellation)
    {
        Bundle? from = null;
        TrainingStart? start = null;
        try
        {
            from = before is null || !settings.Retraining.WarmStart ? null : registry.Open(stream, before);
        }
        catch (BundleException e)
        {
            start = new TrainingStart(before!, e.Message);
        }

        TrainedModel trained = new Trainer(_schema, settings.Model, settings.Threshold, time) { Cores = Cores }
            .Train(gathered.Training, new Progress(tell), cancellation, from);
        tell(new TrainerLine { Kind = TrainerLine.Trained, Start = start ?? trained.Report.Start });
        return trained;
    }

    private Verdict Judge(string? before, string version, Gathered gathered, string trigger, CancellationToken cancellation)
    {
        tell(new TrainerLine { Kind = TrainerLine.Comparing, Version = before });
        var comparison = new ModelComparison(_schema, gathered.HeldBack, settings.Threshold.Target);
        (ModelFigures challenger, double[] scores) = Measure(comparison, registry.Open(stream, version), cancellation);
        ModelFigures? champion = null;
        double? agreement = null;
        if (before is not null && Comparable(before) is { } serving)
        {
            (champion, double[] its) = Measure(comparison, serving, cancellation);
            agreement = ModelComparison.Agreement(scores, its);
        }

        IReadOnlyList<string> against = new PromotionRule(settings.Threshold.Target)
            .Against(champion, challenger, comparison.Rows, comparison.Planted);
        bool mayServe = against.Count == 0 || (settings.Retraining.Promote == PromotionPolicy.Always && challenger.Unscored == 0);
        return new Verdict
        {
            Outcome = !mayServe ? Outcome.Rejected : before is null ? Outcome.Promoted : WhereOneServes(),
            Against = against,
            When = time.GetUtcNow(),
            Trigger = trigger,
            Rows = comparison.Rows,
            Planted = comparison.Planted,
            Champion = champion,
            Challenger = challenger,
            Agreement = agreement,
        };
    }

    private Outcome WhereOneServes() => settings.Retraining switch
    {
        { Promote: PromotionPolicy.Ask } => Outcome.Asked,
        { Promote: PromotionPolicy.WhenNotWorse, Shadow.Ticks: > 0 } => Outcome.Shadowed,
        _ => Outcome.Promoted,
    };

    // A model of other fields or windows cannot be asked, and serves no stream of these settings.
    private Bundle? Comparable(string version)
    {
        try
        {
            Bundle bundle = registry.Open(stream, version);
            return SettingsDrift.Of(stream, settings, bundle).Any(drift => drift.StopsStream) ? null : bundle;
        }
        catch (BundleException)
        {
            return null;
        }
    }

    private (ModelFigures Figures, double[] Scores) Measure(ModelComparison comparison, Bundle bundle, CancellationToken cancellation)
    {
        using IScorer scorer = bundle.CreateScorer(
            BatchLimit.For(bundle.Schema.FieldCount * bundle.Shape.Steps), settings.Model.Device);
        (ModelFigures figures, double[] scores) = comparison.Measure(scorer, registry.ThresholdOf(stream, bundle), cancellation);
        return (figures with { GoldenPrecision = Golden(scorer, cancellation) }, scores);
    }

    private double? Golden(IScorer scorer, CancellationToken cancellation)
    {
        if (settings.Retraining.Golden is not { } golden)
        {
            return null;
        }

        var label = new LabelColumn(settings.Retraining.GoldenLabel);
        double precision = LabelledScores.OfFile(
            _schema, settings.Window, scorer, (golden, label), new RejectedRows(), _ => { }, cancellation).Ranking().AveragePrecision();
        return double.IsFinite(precision) ? precision
            : throw new DataException($"{golden} has no anomalies (Retraining:GoldenLabel is {settings.Retraining.GoldenLabel})");
    }

    private Outcome Act(string? before, string version, Verdict verdict)
    {
        var change = Change.Of("detector train", verdict.Sentence);
        switch (verdict.Outcome)
        {
            case Outcome.Promoted when registry.TryPromote(stream, version, before, change):
                return Outcome.Promoted;
            case Outcome.Promoted:
                return registry.Pinned(stream) is null ? Outcome.Superseded : Outcome.Asked;
            case Outcome.Rejected:
                registry.Withdraw(stream, version, change);
                return Outcome.Rejected;
            default:
                return verdict.Outcome;
        }
    }

    private sealed class Progress(Action<TrainerLine> tell) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => tell(TrainerLine.Of(value));
    }
}
