using Detector.Models.Settings;

namespace Detector.Models.Families.Dense;

internal static class DenseWidths
{
    /// <summary>The code's width for so many features, where the settings do not say.</summary>
    public static int Code(int features) => Math.Clamp((features + 7) / 8, 2, 32);

    /// <summary>The widths that the settings give, or others where they give none.</summary>
    public static IReadOnlyList<int> Of(ModelSettings settings, IReadOnlyList<int> otherwise) =>
        settings.Widths.Count > 0 ? settings.Widths : otherwise;
}
