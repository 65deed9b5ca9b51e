using Detector.Core.Scoring;
using Detector.Models.Training;

namespace Detector.Models.Reports;

/// <summary>Which parts made the scores: of held-out rows, and of the strangest of them.</summary>
internal static class PartsSection
{
    public static void Write(Html html, TrainedModel model)
    {
        IReadOnlyList<ScorePart> strange = StrangeRows.Mean([.. model.Strangest.Select(row => row.Parts)]);
        if (strange.Count == 0)
        {
            return;
        }

        string thing = model.Parts.Shape.Thing;
        html.Section(
            "What made the scores",
            $"The mean share that each part of a score has. Usual {thing}s score a little of everything; what makes the strangest ones "
            + "is what this model finds anomalies by.");
        html.Table(
            ["part", "a high one means", $"held-out {thing}s", "the strangest"],
            strange.Zip(model.PartShares)
                .Where(part => part.First.Value + part.Second.Value > 0)
                .OrderByDescending(part => part.First.Value)
                .Select(part => new[]
                {
                    part.First.Name, part.First.Words, Scale.Percent(part.Second.Value), Scale.Percent(part.First.Value),
                }),
            "wrap");
    }
}
