using System.Text;
using Detector.Core.Formats;

namespace Detector.Core.Schemas;

/// <summary>Reads <see cref="FieldSettings.Constant"/> as a message's text is read.</summary>
internal static class FieldConstant
{
    public static bool TryParse(FieldSettings field, out double value)
    {
        byte[] text = Encoding.UTF8.GetBytes(field.Constant ?? "");
        switch (field.Kind)
        {
            case FieldKind.Numeric:
                return NumberText.TryParse(text, out value);
            case FieldKind.Boolean:
                bool isFlag = BooleanText.TryParse(text, out bool flag);
                value = flag ? 1 : 0;
                return isFlag;
            case FieldKind.Categorical:
                value = CategoryToken.Of(text);
                return text.Length > 0;
            default:
                bool isTime = InstantText.TryParse(text, out long ms);
                value = ms / 1000.0;
                return isTime;
        }
    }
}
