using Detector.Core.Samples;
using Detector.Models.Settings;

namespace Detector.Models.Families;

/// <summary>How a model is trained: what its settings say, and where they do not, what does best for such models.</summary>
/// <param name="Loss">What is made small.</param>
/// <param name="BatchTrim">Share of a batch's rows, those with the largest loss, that a step leaves out.</param>
/// <param name="Steps">Steps, where no epochs are given.</param>
/// <param name="Patience">Checks without a better held-out loss after which training
/// stops; 0 trains to the end and keeps the last weights.</param>
/// <param name="BatchNumbers">Numbers that a step sees at most.</param>
/// <param name="FewestRows">Rows that it sees at least, however wide they are.</param>
internal sealed record Recipe(LossKind Loss, double BatchTrim, int Steps, int Patience, int BatchNumbers, int FewestRows)
{
    // More rows of a narrow sample teach no better.
    private const int MostRows = 256;

    private static readonly Recipe Usual = new(LossKind.Mse, 0, 1000, 10, 1 << 22, 8);

    // The held-out rows have their anomalies, too: to stop where they are rebuilt best is to stop where anomalies are.
    // And over so many steps fewer rows a step teach wide ones as well, in half the time.
    private static readonly Recipe Thorough = new(LossKind.Huber, 0.05, 3000, 0, 1 << 14, 64);

    /// <summary>Rows a step, where there are so many.</summary>
    /// <param name="settings">The model and how it is trained.</param>
    /// <param name="shape">Shape of a sample.</param>
    public static int BatchRows(ModelSettings settings, SampleLayout shape)
    {
        Recipe recipe = Of(settings, shape.Kind);
        return settings.BatchSize ?? Math.Clamp(recipe.BatchNumbers / Math.Max(1, shape.Width), recipe.FewestRows, MostRows);
    }

    public static Recipe Of(ModelSettings settings, SampleKind kind)
    {
        Recipe recipe = FamilyCatalog.Find(settings.Family).IsTrainedThoroughly(settings, kind) ? Thorough : Usual;
        return new(
            settings.Loss ?? recipe.Loss,
            settings.BatchTrim ?? recipe.BatchTrim,
            settings.MaxSteps ?? recipe.Steps,
            settings.EarlyStopping.Patience ?? recipe.Patience,
            recipe.BatchNumbers,
            recipe.FewestRows);
    }
}
