using Detector.Models.Storage;

namespace Detector.Models.Training;

/// <summary>The weights that one fit kept, and how it came to them.</summary>
internal sealed record FitResult(
    IReadOnlyDictionary<string, StoredTensor> Weights, IReadOnlyList<LearningPoint> Curve, int BestStep, double HeldOutLoss);
