using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Core.Schemas;
using Detector.Models.Families;
using Detector.Models.Settings;
using TorchSharp;

namespace Detector.Models.Training;

/// <summary>
/// Measures each half of the samples, in their order, with what the other half taught: scaler, trim, distances and network. So every
/// sample, and not a fifth of them, tells what a model makes of rows that it does not know; and as a half is one stretch of time, of rows
/// that are not just the neighbours of those it knows.
/// </summary>
internal static class CrossFit
{
    // Of more samples a fifth is many, and the halves' fits are what costs.
    private const int MostSamples = 20_000;

    // Steps that teach a model enough to tell what it makes of other rows.
    private const int ShortTraining = 1000;

    // What is measured is in memory all at once.
    private const long MostNumbers = 1 << 26;

    /// <summary>
    /// Whether samples are few enough for it to pay. Of frames it always does: one drawn at random from among those that a model knows
    /// looks like its neighbours, and says nothing of another day's.
    /// </summary>
    public static bool Pays(SampleSet samples) => samples.Layout.HasPlanes || (
        samples.Count < MostSamples && (long)samples.Count * samples.Layout.Width <= MostNumbers);

    /// <summary>
    /// Whether there is memory for it beside the fit to all of the samples: a step of images may take most of what there is.
    /// </summary>
    public static bool FitsBeside(SampleSet samples) => samples.Rows.IsInMemory && !samples.Layout.HasPlanes;

    /// <param name="schema">What the rows' fields mean.</param>
    /// <param name="model">The model.</param>
    /// <param name="members">Its members and how they are trained.</param>
    /// <param name="samples">All samples.</param>
    /// <param name="all">How rows become features by what all of them teach.</param>
    /// <param name="device">Where models are trained.</param>
    /// <param name="progress">Whom to tell of a member's fit to a half.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>[members][halves]; of each member none where the samples are too few to be halved.</returns>
    public static Measured[][] Run(
        Schema schema,
        ModelSettings model,
        IReadOnlyList<ModelSettings> members,
        SampleSet samples,
        FeatureTransform all,
        torch.Device device,
        Func<int, int, ProgressReporter> progress,
        CancellationToken ct)
    {
        IReadOnlyList<(int[] Fitted, int[] Measured)> halves = SampleSplit.Halves(samples);
        int step = samples.Layout.HasPlanes ? StepOf(samples) : 1;
        Measured[][] measured = [.. members.Select(_ => new Measured[halves.Count])];
        for (int half = 0; half < halves.Count; half++)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            (int[] fitted, int[] others) = halves[half];
            others = [.. others.Where((_, i) => i % step == 0)];
            var own = FeatureTransform.Fit(schema, samples.Rows, fitted);

            // Where a half has other categories, its models would have other inputs: what all rows taught does there.
            FeatureTransform transform = own.FeatureNames.SequenceEqual(all.FeatureNames) ? own : all;
            var prepared = Preparation.Of(schema, model, samples, transform, fitted, others, device, ct);
            var trainer = new MemberTrainer(prepared, device, ct);
            for (int member = 0; member < members.Count; member++)
            {
                measured[member][half] = trainer.Measure(Halved(members[member], prepared.Input.Shape), progress(member, half));
            }
        }

        return measured;
    }

    // Of very many frames one in so many is measured.
    private static int StepOf(SampleSet samples) =>
        1 + (int)Math.Max((samples.Count - 1) / MostSamples, (((long)samples.Count * samples.Layout.Width) - 1) / MostNumbers);

    // Of a batch half, so that a half is passed over as often as all rows are. Of a long training half the steps, too, which are most of
    // what it costs; a short one would learn too little by fewer.
    private static ModelSettings Halved(ModelSettings member, SampleLayout shape)
    {
        int steps = Recipe.Of(member, shape.Kind).Steps;
        return member with
        {
            BatchSize = Math.Max(1, Recipe.BatchRows(member, shape) / 2),
            MaxSteps = Math.Max(Math.Min(steps, ShortTraining), steps / 2),
        };
    }
}
