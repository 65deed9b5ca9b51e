using Detector.Models.Training;

namespace Detector.Models.Reports;

/// <summary>Shows people a model's samples, in the way of their layout.</summary>
internal abstract class SampleDrawing
{
    /// <summary>How many samples that a model makes are shown.</summary>
    public virtual int MadeCount => 8;

    public static SampleDrawing Of(ModelParts parts) =>
        parts.Shape.HasPlanes ? new ImageDrawing(parts) : parts.Shape.HasSteps ? new SequenceDrawing(parts) : new VectorDrawing(parts);

    /// <summary>Held-out samples and what the model made of them.</summary>
    public abstract void Reconstructions(Html html, TrainedModel model);

    /// <summary>Samples that the model makes.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="samples">[n][D] scaled.</param>
    /// <param name="isWalk">Whether they are a way from the first to the last.</param>
    public abstract void Made(Html html, float[][] samples, bool isWalk);

    /// <summary>[D] the variance of each number.</summary>
    protected static float[] Spread(float[][] samples) => [.. Enumerable.Range(0, samples[0].Length).Select(i =>
    {
        double mean = samples.Average(sample => sample[i]);
        return (float)samples.Average(sample => (sample[i] - mean) * (sample[i] - mean));
    })];
}
