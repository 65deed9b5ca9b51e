using System.Text;
using Detector.Core.Formats;
using Detector.Data.Files.Frames;

namespace Detector.Data.Files;

/// <summary>Reads the truth about each row from its label.</summary>
internal sealed class RowLabels
{
    private readonly double _wanted;
    private readonly bool _wantedIsUsual;
    private readonly double[]? _byNumber;
    private readonly FoundLabels _found;
    private readonly string _name;

    /// <param name="label">What tells the truth; null where nothing does.</param>
    /// <param name="isColumn">Whether the label is a column of the rows, else a file beside them.</param>
    /// <param name="found">Told of each row's label, where labels are texts.</param>
    public RowLabels(LabelColumn? label, bool isColumn, FoundLabels found)
    {
        _name = label?.Name ?? "";
        _found = found;
        string? wanted = label?.Usual ?? label?.Anomaly;
        _wantedIsUsual = label?.Usual is not null;
        _wanted = wanted is null ? 1 : CategoryToken.Of(Encoding.UTF8.GetBytes(wanted));
        if (label is not null && !isColumn)
        {
            IEnumerable<byte[]> texts = LabelFile.Read(label.Name).Select(Encoding.UTF8.GetBytes);
            _byNumber = [.. texts.Select(text => wanted is null ? IsTrue(text) : Learn(text))];
        }
    }

    /// <summary>Whether a row is an anomaly.</summary>
    /// <param name="number">The record's number, from 1.</param>
    /// <param name="value">Its label as a number, where the label is a column.</param>
    /// <param name="records">Where it comes from, for the error.</param>
    /// <exception cref="DataException">There are fewer labels than rows.</exception>
    public bool IsAnomaly(long number, double value, IRecordSource records)
    {
        if (_byNumber is not null)
        {
            value = number <= _byNumber.Length ? _byNumber[number - 1]
                : throw new DataException($"{_name} has {_byNumber.Length} labels, but there is more: {records.Place}");
        }

        if (_found.AreTexts)
        {
            _found.Add(value);
        }

        return (value == _wanted) != _wantedIsUsual;
    }

    private double Learn(byte[] text)
    {
        double token = CategoryToken.Of(text);
        _found.Names.Learn(token, text);
        return token;
    }

    private double IsTrue(byte[] text) => BooleanText.TryParse(text, out bool value)
        ? value ? 1 : 0
        : throw new DataException($"{_name}: the label '{Encoding.UTF8.GetString(text)}' is neither 1 nor 0, true nor false; "
            + "--anomaly or --usual names the text that counts");
}
