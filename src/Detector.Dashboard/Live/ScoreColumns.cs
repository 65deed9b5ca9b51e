using Detector.Streams.Status;

namespace Detector.Dashboard.Live;

/// <summary>Score points by column, one entry a point: half as long as objects, and what a chart wants.</summary>
internal sealed record ScoreColumns(
    long[] Second, int[] Events, int[] Alerts, float[] Median, float[] P99, float[] Max, float[] Threshold, float?[] Delay)
{
    public static ScoreColumns Of(IReadOnlyList<ScorePoint> points) => new(
        [.. points.Select(point => point.Second)],
        [.. points.Select(point => point.Events)],
        [.. points.Select(point => point.Alerts)],
        [.. points.Select(point => point.Median)],
        [.. points.Select(point => point.P99)],
        [.. points.Select(point => point.Max)],
        [.. points.Select(point => point.Threshold)],
        [.. points.Select(point => point.Delay)]);
}
