using Detector.Streams.Settings;

namespace Detector.Retraining.Runs;

/// <summary>How this program is started once more, to train.</summary>
/// <param name="File">What is started.</param>
/// <param name="Arguments">What comes before the command.</param>
/// <param name="SettingsOf">A stream's settings as one line of JSON that it understands.</param>
public sealed record TrainerProgram(string File, IReadOnlyList<string> Arguments, Func<string, StreamSettings, string> SettingsOf);
