using System.Globalization;
using Detector.Core.Alerts.Frames;
using Detector.Core.Samples;
using Detector.Frames;

namespace Detector.Data.Files.Frames;

/// <summary>
/// A folder of the frames that are over the threshold, each with what is strange about it, and one sheet of the strangest, side by side.
/// </summary>
/// <param name="folder">Where to; made where it is missing.</param>
/// <param name="frame">The frames' layout.</param>
public sealed class PictureFolder(string folder, SampleLayout frame)
{
    /// <summary>The sheet's name.</summary>
    public const string SheetName = "contact-sheet.jpg";

    private const int Shown = 24;

    // The least strange of those that are shown comes out first.
    private readonly PriorityQueue<(double Score, byte[] Picture), double> _strangest = new();

    /// <summary>Pictures written.</summary>
    public int Count { get; private set; }

    /// <summary>Writes a frame that is over the threshold.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Add(ScoredRow row)
    {
        Directory.CreateDirectory(folder);
        byte[] picture = MarkedPicture.Draw(row.Values, frame, new StrangePlaces(row.Shares(), frame));
        File.WriteAllBytes(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"row-{row.Row.Number:D7}.jpg")), picture);
        _strangest.Enqueue((row.Score, picture), row.Score);
        Count++;
        if (_strangest.Count > Shown)
        {
            _strangest.Dequeue();
        }
    }

    /// <summary>Writes the sheet, where there is a picture.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Complete()
    {
        if (Count > 0)
        {
            byte[][] pictures =
                [.. _strangest.UnorderedItems.OrderByDescending(item => item.Priority).Select(item => item.Element.Picture)];
            File.WriteAllBytes(Path.Combine(folder, SheetName), MarkedPicture.Sheet(pictures));
        }
    }
}
