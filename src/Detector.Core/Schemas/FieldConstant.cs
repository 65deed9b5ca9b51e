using System.Globalization;
using System.Text;
using Detector.Core.Formats;

namespace Detector.Core.Schemas;

/// <summary>Reads <see cref="FieldSettings.Constant"/> as the raw value of its field's kind.</summary>
internal static class FieldConstant
{
    public static bool TryParse(FieldSettings field, out double value)
    {
        value = double.NaN;
        string text = field.Constant ?? "";
        switch (field.Kind)
        {
            case FieldKind.Categorical:
                value = CategoryToken.Of(Encoding.UTF8.GetBytes(text));
                return text.Length > 0;
            case FieldKind.Boolean:
                bool parsed = bool.TryParse(text, out bool flag);
                value = flag ? 1 : 0;
                return parsed;
            case FieldKind.Numeric:
                return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
            default:
                const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
                bool isTime = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out DateTimeOffset time);
                value = time.ToUnixTimeMilliseconds() / 1000.0;
                return isTime;
        }
    }
}
