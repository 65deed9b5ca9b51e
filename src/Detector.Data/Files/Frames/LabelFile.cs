namespace Detector.Data.Files.Frames;

/// <summary>Labels of frames, which have no columns: an idx file of one dimension, or a text file with one label a line.</summary>
internal static class LabelFile
{
    /// <summary>The labels in the frames' order.</summary>
    /// <exception cref="DataException">The file is not there or holds something else.</exception>
    public static IReadOnlyList<string> Read(string path)
    {
        using PackedFile file = PackedFile.Open(path);
        if (IdxHeader.Read(file) is { } dimensions)
        {
            byte[] labels = new byte[dimensions is [var count]
                ? count
                : throw new DataException($"{path} holds [{string.Join(", ", dimensions)}] bytes; labels are [count]")];
            return file.Read(labels) == labels.Length
                ? [.. labels.Select(label => label.ToString(System.Globalization.CultureInfo.InvariantCulture))]
                : throw new DataException($"{path} ends before its {labels.Length} labels do");
        }

        ReadOnlySpan<byte> head = file.Peek(FileSignature.Length);
        FileSignature.Refuse(file.Path, head);
        FileSignature.RefuseOtherText(file.Path, head);
        using var text = new StreamReader(file.Content);
        try
        {
            return [.. text.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        }
        catch (InvalidDataException e)
        {
            throw PackedFile.Damaged(file.Path, e);
        }
    }
}
