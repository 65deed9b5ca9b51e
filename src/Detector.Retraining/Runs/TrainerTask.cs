namespace Detector.Retraining.Runs;

/// <summary>What a training's process is asked for.</summary>
/// <param name="Why">The reason.</param>
/// <param name="Since">From when on events are taken; null: as the settings say.</param>
internal sealed record TrainerTask(string Why, DateTimeOffset? Since = null);
