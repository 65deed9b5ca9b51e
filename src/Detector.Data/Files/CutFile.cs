namespace Detector.Data.Files;

/// <summary>The error of a file that ends within a record: nobody knows how much more of it is missing.</summary>
internal static class CutFile
{
    /// <param name="records">The file, after its last record.</param>
    public static DataException At(IRecordSource records) =>
        new($"{records.Place}: the file ends in the middle of this record, so it was cut; read it whole, or leave its last line out "
            + "(head -n -1)");
}
