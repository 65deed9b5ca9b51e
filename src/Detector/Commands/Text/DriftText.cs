using Detector.Core.Thresholds;
using Detector.Models.Bundles;
using Detector.Settings;
using Detector.Streams.Settings;

namespace Detector.Commands.Text;

/// <summary>Says where the settings ask for another model than there is.</summary>
internal static class DriftText
{
    /// <param name="settings">The settings; null where there are none to compare with.</param>
    /// <param name="stream">The stream; nothing is said of one that the settings do not have.</param>
    /// <param name="bundle">Its model.</param>
    /// <param name="threshold">The threshold in force.</param>
    /// <param name="error">Where to say it.</param>
    public static void Write(DetectorSettings? settings, string stream, Bundle bundle, Threshold threshold, TextWriter error)
    {
        if (settings?.Streams.GetValueOrDefault(stream) is { } own)
        {
            foreach (SettingsDrift drift in SettingsDrift.Of(stream, own, bundle, threshold))
            {
                error.WriteLine("Mind: " + drift.Sentence);
            }
        }
    }
}
