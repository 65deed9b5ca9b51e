using Detector.Core.Thresholds;
using Detector.Models.Bundles;
using Detector.Models.Reports;
using Detector.Models.Training;

namespace Detector.Models.Tests.Reports;

public class VerdictTests
{
    [Theory]
    [InlineData(0.01, 989.5, "Of 1,000 rows that it was not fitted to, 1 % would raise an alert, as asked (1 %).")]
    [InlineData(0.01, 899.5, "Of 1,000 rows that it was not fitted to, 10 % would raise an alert, more than the 1 % that were asked "
        + "for.")]
    [InlineData(0.1, 989.5, "Of 1,000 rows that it was not fitted to, 1 % would raise an alert, fewer than the 10 % that were asked "
        + "for.")]
    [InlineData(0.0001, 2000, "Of 1,000 rows that it was not fitted to, 0 % would raise an alert; 0.01 % were asked for, which so few "
        + "rows cannot tell.")]
    public void WhatTheThresholdDoesIsSaidBesideWhatWasAsked(double target, double value, string said) =>
        Assert.Equal([said], Verdict.Of(Report([1]), Threshold(target, value), "row"));

    [Fact]
    public void FramesAreNoRows() => Assert.Equal(
        ["Of 1,000 frames that it was not fitted to, 0 % would raise an alert; 0.01 % were asked for, which so few frames cannot tell."],
        Verdict.Of(Report([1]), Threshold(0.0001, 2000), "frame"));

    [Theory]
    [InlineData(new[] { 9.0, 8, 7, 6, 5, 4, 3, 2 }, "29 %")] // of 7 in all
    [InlineData(new[] { 9.0, 4, 2, 1, 1, 1, 1, 1 }, null)]
    [InlineData(new[] { 9.0, 4, 2, 1, 1, 1, 5, 0.99 }, null)]
    [InlineData(new[] { -1.0, -2, -3, -4, -5, -6, -7, -8 }, "29 %")] // a likelihood
    [InlineData(new[] { 2.0, 2, 2, 2, 2, 2, 2, 2 }, null)]
    [InlineData(new[] { 9.0, 1 }, null)] // too few points to tell
    public void ALossThatStillFallsAsksForMoreTraining(double[] losses, string? share)
    {
        string[] said = [.. Verdict.Of(Report(losses), Threshold(0.01, 989.5), "row")];

        Assert.Equal(share is null ? 1 : 2, said.Length);
        Assert.True(share is null || (said[1].Contains("Train longer", StringComparison.Ordinal)
            && said[1].Contains(share, StringComparison.Ordinal)));
    }

    private static Threshold Threshold(double target, double value) =>
        new() { Value = value, Method = ThresholdMethod.Quantile, Target = target, Version = "t1", Samples = 1000 };

    private static TrainingReport Report(double[] losses) => new()
    {
        TrainingRows = 3000,
        HeldOutRows = 1000,
        TrimmedRows = 0,
        Curve = [.. losses.Select((loss, at) => new LearningPoint("training", at * 10, loss, loss))],
        BestStep = 10,
        HeldOutLoss = 1,
        Scores = new HeldOutScores([.. Enumerable.Range(0, 1000).Select(i => (float)i)], []),
        Duration = TimeSpan.FromSeconds(1),
    };
}
