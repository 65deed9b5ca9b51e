using Detector.Core.Batches;
using Detector.Core.Offsets;
using Detector.Core.Samples;
using Detector.Core.Scoring;
using Detector.Models.Families;
using Detector.Models.Scoring;
using Detector.Models.Settings;
using Detector.Models.Torch;
using Detector.Models.Training;

namespace Detector.Models.Tests.Families;

/// <summary>Every family with the variants that add something to it, with its own score where it has one.</summary>
public class DeterminismTests
{
    private const int Rows = 300;

    public static TheoryData<string, Variant> Models =>
        [.. FamilyCatalog.All.SelectMany(family => family.Variants, (family, variant) => (family.Name, variant))];

    [Theory]
    [MemberData(nameof(Models))]
    public void TheSameSeedGivesTheSameWeightsAndAnEventTheSameScoreBitForBit(string family, Variant variant)
    {
        SampleSet samples = For(FamilyCatalog.Find(family));
        Check(samples, Settings(family, variant));
    }

    [Fact]
    public void AnEnsembleIsAsDeterminedAsItsMembers() =>
        Check(SampleSet.Vectors(Sample.Rows(Rows, 6)),
            Few with { Family = "ensemble", Ensemble = new() { Families = ["dense", "linear", "masked"] } });

    private static ModelSettings Few => Sample.Fast with { MaxSteps = 4, BatchSize = 32, Trim = 0, Dropout = 0.1 };

    private static void Check(SampleSet samples, ModelSettings settings)
    {
        TrainedModel model = Train(samples, settings);
        TrainedModel again = Train(samples, settings);

        Assert.Equal(Weights(model), Weights(again));
        Assert.Equal(model.Threshold.Value, again.Threshold.Value);
        Assert.NotEqual(Weights(model), Weights(Train(samples, settings with { Seed = 2 })));

        float[] together = Scores(model, samples, [.. Enumerable.Range(0, Rows)]);
        Assert.True(together.Distinct().Count() > Rows / 2);
        Assert.All([100, Rows - 1], place => Assert.Equal(together[place], Scores(model, samples, [place])[0]));
        Assert.Equal(together[150..157], Scores(model, samples, [.. Enumerable.Range(150, 7)]));
    }

    // What a family is made for; sequences with steps that are absent.
    private static SampleSet For(IFamily family) =>
        family.Takes(SampleKind.Vector) ? SampleSet.Vectors(Sample.Rows(Rows, 6))
        : family.Takes(SampleKind.Image) ? SampleSet.Of(Sample.Rows(Rows, 30), new SampleLayout(1, 5, 6))
        : SampleSet.Sequences(Sample.Rows(Rows, 2), 4, [0, 100]);

    private static ModelSettings Settings(string family, Variant variant)
    {
        ModelSettings settings = Few with { Family = family, Variant = variant, SparseCoding = new() { Iterations = 20 } };
        return settings
            with { Score = new() { Kind = FamilyCatalog.Find(settings.Family).OwnScores(settings).LastOrDefault(ScoreKind.MeanSquared) } };
    }

    private static TrainedModel Train(SampleSet samples, ModelSettings settings) =>
        new Trainer(Sample.Schema(samples.Rows.FieldCount), settings, new(), TimeProvider.System)
            .Train(samples, null, CancellationToken.None);

    private static byte[] Weights(TrainedModel model) =>
        [.. model.Parts.Members.SelectMany(member => member.Weights.Values.OrderBy(w => w.Name).SelectMany(w => w.Data.ToArray()))];

    // By a scorer of their own, for batches of no more than them.
    private static float[] Scores(TrainedModel model, SampleSet samples, int[] places)
    {
        var batch = new Batch(places.Length, samples.Layout.Width);
        foreach (int place in places)
        {
            samples.CopyTo(place, batch.NextRow);
            batch.Add(new TopicPartition(0, 0), 0, 0, 0, []);
        }

        using IScorer scorer = model.CreateScorer("v", places.Length, "cpu");
        var scores = new BatchScores(places.Length);
        scorer.Score(batch, scores);
        return scores.Score;
    }
}
