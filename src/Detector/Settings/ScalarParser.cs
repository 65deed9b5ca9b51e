using System.Globalization;
using System.Numerics;

namespace Detector.Settings;

/// <summary>Turns a setting's text into a number, a switch, an enum member, a span of time or a text.</summary>
internal static class ScalarParser
{
    private const NumberStyles Whole = NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;

    public static bool IsScalar(Type type) =>
        type == typeof(string) || type == typeof(TimeSpan) || type == typeof(bool) || type.IsEnum || IsNumber(type);

    /// <returns>Null where it worked; else what is expected, such as "a whole number".</returns>
    public static string? TryParse(Type type, string text, out object? value)
    {
        value = null;
        if (type == typeof(string))
        {
            value = text;
        }
        else if (type == typeof(TimeSpan))
        {
            value = Duration.TryParse(text, out TimeSpan span) ? span : null;
        }
        else if (type == typeof(bool))
        {
            value = bool.TryParse(text, out bool flag) ? flag : null;
        }
        else if (type.IsEnum)
        {
            string? name = Array.Find(Enum.GetNames(type), n => n.Equals(text, StringComparison.OrdinalIgnoreCase));
            value = name is null ? null : Enum.Parse(type, name);
        }
        else
        {
            value = ParseNumber(type, text);
        }

        return value is not null ? null
            : !IsFloat(type) && IsNumber(type) && IsWholeNumber(text)
                ? $"a whole number from {Bound(type, "MinValue")} to {Bound(type, "MaxValue")}"
            : Expected(type);
    }

    /// <summary>Whether a text is a whole number, of whatever size.</summary>
    public static bool IsWholeNumber(string text) => BigInteger.TryParse(text, Whole, CultureInfo.InvariantCulture, out _);

    public static string Expected(Type type) =>
        type == typeof(string) ? "a text"
        : type == typeof(TimeSpan) ? "a time span such as \"5ms\", \"1.5s\", \"10min\" or \"00:00:05\""
        : type == typeof(bool) ? "true or false"
        : type.IsEnum ? "one of " + string.Join(", ", Enum.GetNames(type))
        : IsFloat(type) ? "a number"
        : "a whole number";

    private static object? ParseNumber(Type type, string text)
    {
        try
        {
            if (IsFloat(type))
            {
                double number = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
                return double.IsFinite(number) ? Convert.ChangeType(number, type, CultureInfo.InvariantCulture) : null;
            }

            return Convert.ChangeType(long.Parse(text, Whole, CultureInfo.InvariantCulture), type, CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return null;
        }
    }

    private static object? Bound(Type type, string name) => type.GetField(name)!.GetValue(null);

    private static bool IsFloat(Type type) => type == typeof(double) || type == typeof(float) || type == typeof(decimal);

    private static bool IsNumber(Type type) =>
        IsFloat(type) || type == typeof(int) || type == typeof(long) || type == typeof(short) || type == typeof(byte)
        || type == typeof(uint) || type == typeof(ushort);
}
