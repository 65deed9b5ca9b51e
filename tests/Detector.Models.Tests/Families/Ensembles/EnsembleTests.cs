using Detector.Core.Batches;
using Detector.Core.Features;
using Detector.Core.Scoring;
using Detector.Models.Bundles;
using Detector.Models.Families.Ensembles;
using Detector.Models.Packing;
using Detector.Models.Scoring;
using Detector.Models.Settings;
using Detector.Models.Tests.Bundles;
using Detector.Models.Training;

namespace Detector.Models.Tests.Families.Ensembles;

public class EnsembleTests
{
    private const int Fields = 5;
    private static readonly RowSet Rows = Sample.Rows(500, Fields);
    private static readonly ModelSettings Fast = Sample.Fast with { MaxSteps = 100, Trim = 0 };

    [Fact]
    public void TheScoreIsTheMeanOfTheMembersAndItsSharesAddUp()
    {
        TrainedModel ensemble = Sample.Train(Rows, Fast with { Family = "ensemble", Ensemble = new() { Seeds = 2 } });
        BatchScores together = Score(ensemble);
        BatchScores[] alone = [ScoreMember(ensemble, 0), ScoreMember(ensemble, 1)];

        for (int i = 0; i < 50; i++)
        {
            Assert.Equal((alone[0].Score[i] + alone[1].Score[i]) / 2, together.Score[i], 1e-5f);
            Assert.Equal(alone.Average(member => member.Residual[i] + Math.Max(member.Distance[i], member.Neighbours[i]) + member.Code[i]),
                together.Score[i], 1e-4f);
            Assert.Equal(alone.Average(member => member.Neighbours[i]), together.Neighbours[i], 1e-5f);
        }

        Assert.NotEqual(alone[0].Score, alone[1].Score);
        using IScorer scorer = ensemble.CreateScorer("v", 50, "cpu");
        Batch batch = Sample.Batch(Rows, 0, 50);
        scorer.Score(batch, new BatchScores(50));
        Assert.Equal(1, scorer.Explain(batch, 7).Sum(c => c.Share), 1e-9);
    }

    [Fact]
    public void ItIsSavedAndLoadedWhole()
    {
        using var folder = new RegistryFolder();
        TrainedModel ensemble = Sample.Train(Rows, Fast with { Family = "ensemble", Ensemble = new() { Seeds = 2 } });
        var registry = new ModelRegistry(folder.Path, TimeProvider.System);
        string version = registry.Save("s", ensemble);

        using IScorer loaded = registry.Load("s", version).CreateScorer(50, "cpu");
        var scores = new BatchScores(50);
        loaded.Score(Sample.Batch(Rows, 0, 50), scores);
        Assert.Equal(Score(ensemble).Score, scores.Score);
    }

    [Theory]
    [InlineData("cardio")]
    [InlineData("ionosphere")]
    [InlineData("mammography")]
    [InlineData("mnist")]
    [InlineData("satimage-2")]
    [InlineData("thyroid")]
    public void ItIsAsGoodAsItsMedianMemberOnPublishedTables(string table)
    {
        // Of two models that are equally good, chance makes one a little better.
        const double Chance = 0.002;
        RowSet rows = Tables.Training(table);
        (RowSet test, bool[] anomaly) = Tables.Test(table);
        Batch batch = Sample.Batch(test, 0, test.Count);
        // Without the distances, which they have in common, members differ.
        TrainedModel ensemble = Sample.Train(rows, new ModelSettings
        {
            Family = "ensemble", Ensemble = new() { Seeds = 1, Families = ["dense",
                "linear", "dense:Variational", "dense:Memory", "rbm", "som"] }, MaxSteps = 100, Trim = 0, Device = "cpu",
            Score = new() { Distance = 0, Neighbours = 0, Code = 1 },
        });

        double Auc(params ModelMember[] members)
        {
            using var scorer = new ModelScorer(ensemble.Parts with { Members = members }, "v", test.Count, "cpu");
            var scores = new BatchScores(test.Count);
            scorer.Score(batch, scores);
            return Tables.Auc(scores.Score, anomaly);
        }

        double[] alone = [.. ensemble.Parts.Members.Select(member => Auc(member)).Order()];
        Assert.InRange(Auc([.. ensemble.Parts.Members]), alone[alone.Length / 2] - Chance, 1);
        Assert.True(alone[0] < alone[alone.Length / 2] - Chance, "members that are all alike say nothing about an ensemble");
    }

    [Fact]
    public void HeldOutRowsSpreadAlikeForEveryMember()
    {
        RowSet rows = Sample.Rows(300, 6);
        TrainedModel ensemble = Sample.Train(rows, Sample.Fast with { Family = "ensemble",
            Ensemble = new() { Seeds = 1, Families = ["dense", "som", "linear"] }, MaxSteps = 50 });

        double[] spreads = [.. ensemble.Parts.Members.Select(member =>
        {
            using var scorer = new ModelScorer(ensemble.Parts with { Members = [member] }, "v", rows.Count, "cpu");
            var scores = new BatchScores(rows.Count);
            scorer.Score(Sample.Batch(rows, 0, rows.Count), scores);
            double[] heldOut = [.. ensemble.HeldOut.Select(place => (double)scores.Score[place])];
            return Math.Sqrt(heldOut.Average(score => Math.Pow(score - heldOut.Average(), 2)));
        })];

        Assert.All(spreads, spread => Assert.Equal(spreads[0], spread, 1e-3 * spreads[0]));
    }

    [Theory]
    [InlineData("dense:Magic", "there is no variant Magic")]
    [InlineData("magic", "no model family \"magic\"")]
    [InlineData("ensemble", "cannot be a member of itself")]
    public void AWrongMemberIsNamed(string family, string message) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(
            () => EnsembleMembers.Of(new ModelSettings { Family = "ensemble", Ensemble = new() { Families = [family] } })).Message);

    private static BatchScores Score(TrainedModel model)
    {
        using IScorer scorer = model.CreateScorer("v", 50, "cpu");
        var scores = new BatchScores(50);
        scorer.Score(Sample.Batch(Rows, 0, 50), scores);
        return scores;
    }

    // One member, made a model of its own.
    private static BatchScores ScoreMember(TrainedModel ensemble, int member)
    {
        using var scorer = new ModelScorer(ensemble.Parts with { Members = [ensemble.Parts.Members[member]] }, "v", 50, "cpu");
        var scores = new BatchScores(50);
        scorer.Score(Sample.Batch(Rows, 0, 50), scores);
        return scores;
    }
}
