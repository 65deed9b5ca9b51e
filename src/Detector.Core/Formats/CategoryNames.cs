using System.Runtime.InteropServices;
using System.Text;

namespace Detector.Core.Formats;

/// <summary>
/// The texts behind category tokens, learned while training rows are decoded, so that a model can name its categories.
/// Scoring does without it. Not safe for several threads.
/// </summary>
/// <param name="capacity">Further texts than this are not kept (their fields are identifiers, not categories).</param>
public sealed class CategoryNames(int capacity = 100_000)
{
    private readonly Dictionary<double, string> _texts = [];

    public int Count => _texts.Count;

    /// <summary>Notes the text of a token; only the first time builds a string.</summary>
    public void Learn(double token, ReadOnlySpan<byte> utf8)
    {
        if (_texts.Count >= capacity)
        {
            return;
        }

        ref string? text = ref CollectionsMarshal.GetValueRefOrAddDefault(_texts, token, out _);
        text ??= Encoding.UTF8.GetString(utf8);
    }

    /// <summary>The text of a token; null where it was never learned.</summary>
    public string? Find(double token) => _texts.GetValueOrDefault(token);
}
