namespace Detector.Data.Files;

/// <summary>Knows by their first bytes files that hold neither rows nor frames, and says what they are and what to do with them.</summary>
internal static class FileSignature
{
    /// <summary>So many bytes are enough to know one.</summary>
    public const int Length = 4096;

    private const string ForFrames = ", which streams of frames read: detector init --stream NAME --input FILE makes one";

    // Two letters that a text may begin with are no signature: only what no text and hardly any picture begins with is listed.
    private static readonly (int At, byte[] Bytes, string What)[] Known =
    [
        (0, "PAR1"u8.ToArray(), "a Parquet file: write it as CSV or JSON lines first, with DuckDB: COPY (FROM 'FILE') TO 'FILE.csv' "
            + "(HEADER)"),
        (0, "ARROW1"u8.ToArray(), "an Arrow (Feather) file: write it as CSV or JSON lines first"),
        (0, "Obj\u0001"u8.ToArray(), "an Avro file: write it as JSON lines first (avro-tools tojson)"),
        (0, [0xd0, 0xcf, 0x11, 0xe0], "an old Office document (.xls): save the sheet as CSV"),
        (0, "SQLite format 3\0"u8.ToArray(), "an SQLite database: write the table as CSV first (sqlite3 -header -csv FILE 'SELECT ...')"),
        (0, [0x89, (byte)'H', (byte)'D', (byte)'F'], "an HDF5 file: write its table as CSV first"),
        (0, [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'], "a NumPy array: write it as CSV with a header line first"),
        (0, [0x28, 0xb5, 0x2f, 0xfd], "packed with zstd: unpack it (zstd -d), or pack it with gzip"),
        (0, [0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z'], "packed with xz: unpack it (xz -d), or pack it with gzip"),
        (0, "BZh91AY&SY"u8.ToArray(), "packed with bzip2: unpack it (bzip2 -d), or pack it with gzip"),
        (0, [(byte)'7', (byte)'z', 0xbc, 0xaf], "a 7-Zip archive: unpack it, or pack its file with gzip"),
        (0, [0x04, 0x22, 0x4d, 0x18], "packed with LZ4: unpack it (lz4 -d), or pack it with gzip"),
        (0, [0x1f, 0x8b, 0x08], "packed twice with gzip: unpack it once (gunzip)"),
        (257, "ustar"u8.ToArray(), "a tar archive: unpack it (tar -x) and name a file of it"),
        (0, "%PDF-"u8.ToArray(), "a PDF document: write its table as CSV first"),
        (4, "ftyp"u8.ToArray(), "a video (MP4)" + ForFrames),
        (0, [0x1a, 0x45, 0xdf, 0xa3], "a video (Matroska)" + ForFrames),
        (8, "AVI "u8.ToArray(), "a video (AVI)" + ForFrames),
        (0, [0x89, (byte)'P', (byte)'N', (byte)'G'], "a PNG picture: frames are a folder of them, or one file called .png"),
        (0, [0xff, 0xd8, 0xff], "a JPEG picture: frames are a folder of them, or one file called .jpg"),
        (8, "WEBP"u8.ToArray(), "a WebP picture: frames are a folder of them, or one file called .webp"),
        (0, "GIF8"u8.ToArray(), "a GIF picture: frames are read from PNG, JPEG and WebP files"),
        (0, [0x7f, (byte)'E', (byte)'L', (byte)'F'], "a program"),
    ];

    private static readonly (byte[] Mark, string Name)[] OtherText =
    [
        ([0xff, 0xfe, 0, 0], "UTF-32"), ([0, 0, 0xfe, 0xff], "UTF-32"), ([0xff, 0xfe], "UTF-16"), ([0xfe, 0xff], "UTF-16"),
    ];

    /// <summary>Whether the bytes are a video's first.</summary>
    public static bool IsVideo(ReadOnlySpan<byte> head)
    {
        foreach ((int at, byte[] bytes, string what) in Known)
        {
            if (head.Length > at && head[at..].StartsWith(bytes))
            {
                return what.EndsWith(ForFrames, StringComparison.Ordinal);
            }
        }

        return false;
    }

    /// <exception cref="DataException">The bytes are the beginning of such a file.</exception>
    public static void Refuse(string path, ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("PK\u0003\u0004"u8))
        {
            throw new DataException(head.IndexOf("[Content_Types].xml"u8) >= 0 || head.IndexOf("xl/"u8) >= 0
                ? $"{path} is an Office document (such as an Excel workbook, .xlsx): save the sheet as CSV (UTF-8)"
                : $"{path} is a zip archive: unpack it, or pack its file with gzip");
        }

        foreach ((int at, byte[] bytes, string what) in Known)
        {
            if (head.Length > at && head[at..].StartsWith(bytes))
            {
                throw new DataException($"{path} is {what.Replace("FILE", path, StringComparison.Ordinal)}");
            }
        }
    }

    /// <exception cref="DataException">The bytes are no text in UTF-8.</exception>
    public static void RefuseOtherText(string path, ReadOnlySpan<byte> head)
    {
        foreach ((byte[] mark, string name) in OtherText)
        {
            if (head.StartsWith(mark))
            {
                throw OfEncoding(path, name, name);
            }
        }

        int zero = head.IndexOf((byte)0);
        if (zero < 0)
        {
            return;
        }

        // Without a mark it shows by the zeros between letters: before each, or behind it.
        Span<int> zeros = stackalloc int[2];
        for (int i = 0; i < head.Length; i++)
        {
            zeros[i % 2] += head[i] == 0 ? 1 : 0;
        }

        bool isUtf16 = Math.Min(zeros[0], zeros[1]) == 0 && 5 * Math.Max(zeros[0], zeros[1]) > head.Length;
        throw isUtf16
            ? OfEncoding(path, "UTF-16", zeros[0] > 0 ? "UTF-16BE" : "UTF-16LE")
            : new DataException($"{path} is no text: byte {zero} is zero. What is read is CSV with a header line or JSON lines, in UTF-8");
    }

    private static DataException OfEncoding(string path, string name, string from) =>
        new($"{path} is text in {name}, and UTF-8 is read: iconv -f {from} -t UTF-8 {path} > FILE writes it so");
}
