using System.Text.RegularExpressions;

namespace Detector.Core.Schemas.Inference;

/// <summary>
/// Knows numbers and dates in spellings that no decoder reads, since one text may mean two things in them ("1,234",
/// "06/11/2018"): nobody is to take them for free text.
/// </summary>
internal static partial class ForeignSpelling
{
    private const int Longest = 40;
    private const string Currency = @"(?:[$€£¥₹₽₺₩]|R\$|USD|EUR|GBP|JPY|CHF|CNY|INR|SEK|"
        + @"NOK|DKK|PLN|CZK|HUF|BRL|CAD|AUD|RUB|TRY|MXN|ZAR|KRW|kr|zł|Kč|Fr\.?)";
    private const string Month = "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|"
        + "aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
    private const string Clock = @"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:\s*[AaPp]\.?[Mm]\.?)?";

    /// <summary>Numbers with a decimal comma, groups of thousands, a currency, a per cent sign, a sign behind, brackets.</summary>
    public static bool IsNumber(string text) => text.Length <= Longest && Number().IsMatch(text);

    /// <summary>Dates that are not ISO 8601, and times of day without a date.</summary>
    public static bool IsDate(string text) => text.Length <= Longest && text.Any(char.IsAsciiDigit) && Date().IsMatch(text);

    [GeneratedRegex(
        @"^[-+−(]?\s*" + Currency + @"?\s*[-+−]?\s*(?:\d{1,3}(?:[.,'’ \u00A0\u202F]\d{3})+|\d+)(?:[.,]\d+)?"
        + @"\s*(?:" + Currency + @"|%|‰)?\s*[-−)]?$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(
        @"^(?:(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|\d{4}[./-]\d{1,2}[./-]\d{1,2})(?:[ T,]+" + Clock + @")?|" + Clock
        + @"|.*\b" + Month + @"\b.*\d{4}.*)$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Date();
}
