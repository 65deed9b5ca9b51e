using Detector.Core.Scoring;

namespace Detector.Models.Training;

/// <summary>Samples, and a model that was not fitted to them.</summary>
/// <param name="Model">What the model's distances are measured by.</param>
/// <param name="Samples">The samples, and what the model makes of them.</param>
internal sealed record Measured(ScoreCalibration Model, Encoded Samples)
{
    /// <summary>
    /// The samples' scores: this model's distances, weighed as another calibration weighs them, which has the residual, too.
    /// </summary>
    public BatchScores Score(ScoreCalibration calibration) => Samples.Score(calibration with
    {
        Features = Model.Features, Windows = Model.Windows, Neighbours = Model.Neighbours, Codes = Model.Codes, Regions = Model.Regions,
    });

    /// <summary>Whether another's distances are of the same kinds: too few sequences teach no windows.</summary>
    public bool IsLike(Measured other) => Model.Windows is null == other.Model.Windows is null;
}
