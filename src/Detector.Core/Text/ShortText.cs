namespace Detector.Core.Text;

/// <summary>Texts from outside, kept to a length.</summary>
public static class ShortText
{
    /// <summary>At most so many characters; what was longer ends with "…", and never in half a character.</summary>
    public static string Cut(string text, int most) => text.Length <= most ? text
        : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)] + "…";
}
