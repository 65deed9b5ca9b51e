using Detector.Core.Scoring;
using Detector.Models.Settings;
using Detector.Models.Storage;

namespace Detector.Models;

/// <summary>One trained module and what makes scores of its output; a model has one, an ensemble several.</summary>
/// <param name="Settings">Its own settings.</param>
/// <param name="Weights">The module's state_dict.</param>
/// <param name="Calibration">What turns its output into a score.</param>
internal sealed record ModelMember(
    ModelSettings Settings, IReadOnlyDictionary<string, StoredTensor> Weights, ScoreCalibration Calibration);
