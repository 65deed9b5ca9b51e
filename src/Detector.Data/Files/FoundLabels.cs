using System.Globalization;
using System.Text;
using Detector.Core.Formats;

namespace Detector.Data.Files;

/// <summary>
/// The labels of the rows that were read, so that a text which none of them is (a typing error, another case) is noticed instead of making
/// every row usual, or an anomaly.
/// </summary>
/// <param name="label">What tells the truth; null where nothing does.</param>
public sealed class FoundLabels(LabelColumn? label)
{
    private const int MostShown = 10;
    private const int MostKept = 1000;

    private readonly Dictionary<double, long> _counts = [];
    private readonly string? _wanted = label?.Usual ?? label?.Anomaly;

    /// <summary>The texts of labels that are columns.</summary>
    public CategoryNames Names { get; set; } = new();

    /// <summary>Whether labels are texts of which one counts, so that they are to be noted.</summary>
    public bool AreTexts => _wanted is not null;

    /// <summary>Notes a label of a row.</summary>
    public void Add(double token)
    {
        if (_counts.Count < MostKept || _counts.ContainsKey(token))
        {
            _counts[token] = _counts.GetValueOrDefault(token) + 1;
        }
    }

    /// <summary>Makes sure that some row has the text that counts.</summary>
    /// <exception cref="DataException">None has; the labels that there are are named.</exception>
    public void Check()
    {
        bool knowsAll = _counts.Count is > 0 and < MostKept;
        if (_wanted is not null && knowsAll && !_counts.ContainsKey(CategoryToken.Of(Encoding.UTF8.GetBytes(_wanted))))
        {
            (string option, string other) = label!.Usual is null ? ("--anomaly", "--usual") : ("--usual", "--anomaly");
            throw new DataException(
                $"no row's label {label.Name} is '{_wanted}', as {option} says; {Text()}. "
                + $"Name one of them, or, if none of the rows is meant, theirs with {other}");
        }
    }

    /// <summary>Such as: the labels are 'normal' (2,700 rows) and 'anomaly' (300 rows).</summary>
    public string Text()
    {
        string[] all = [.. _counts.OrderByDescending(c => c.Value).Take(MostShown).Select(c =>
            string.Create(CultureInfo.InvariantCulture, $"'{Names.Find(c.Key)}' ({c.Value:N0} row{(c.Value == 1 ? "" : "s")})"))];
        return $"the labels are {string.Join(", ", all)}{(_counts.Count > MostShown ? ", ..." : "")}";
    }
}
