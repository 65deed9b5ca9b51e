using System.Text;
using System.Text.RegularExpressions;
using Detector.Core.Formats;

namespace Detector.Core.Schemas.Inference;

/// <summary>
/// Knows numbers and dates in spellings that a decoder reads only where the schema names them, since one text may mean two things in them
/// ("1,234", "06/11/2018"): nobody is to take them for free text.
/// </summary>
internal static partial class ForeignSpelling
{
    private const int Longest = 40;
    private const string Currency = @"(?:[$€£¥₹₽₺₩]|R\$|USD|EUR|GBP|JPY|CHF|CNY|INR|SEK|"
        + @"NOK|DKK|PLN|CZK|HUF|BRL|CAD|AUD|RUB|TRY|MXN|ZAR|KRW|kr|zł|Kč|Fr\.?)";
    private const string Month = "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|"
        + "aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
    private const string Clock = @"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s*[AaPp]\.?[Mm]\.?)?";

    private const string Zone = @"(?:\s*(?:Z|UTC|GMT|[-+]\d{2}(?::?\d{2})?))?";

    /// <summary>Numbers with a decimal comma, groups of thousands, a currency, a per cent sign, a sign behind, brackets.</summary>
    public static bool IsNumber(string text)
    {
        if (text.Length > Longest || !text.Any(char.IsAsciiDigit))
        {
            return false;
        }

        (byte[] utf8, string? unit) = (Encoding.UTF8.GetBytes(text), UnitOf(text));
        return new SpelledNumber(NumberSpelling.Point, unit).TryParse(utf8, out _)
            || new SpelledNumber(NumberSpelling.Comma, unit).TryParse(utf8, out _);
    }

    /// <summary>The currency or per cent sign in a text; null where there is none.</summary>
    public static string? UnitOf(string text) => Unit().Match(text) is { Success: true, Value: var unit } ? unit : null;

    /// <summary>Dates that are not ISO 8601, and times of day without a date.</summary>
    public static bool IsDate(string text) => text.Length <= Longest && text.Any(char.IsAsciiDigit) && Date().IsMatch(text);

    [GeneratedRegex(@"(?<!\p{L})(?:" + Currency + @"|[%‰])(?!\p{L})", RegexOptions.CultureInvariant)]
    private static partial Regex Unit();

    [GeneratedRegex(
        @"^(?:(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|\d{4}[./-]\d{1,2}[./-]\d{1,2})(?:[ T,]+" + Clock + Zone + @")?|" + Clock
        + @"|.*\b" + Month + @"\b.*\d{4}.*)$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Date();
}
