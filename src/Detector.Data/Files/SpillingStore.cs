using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Detector.Core.Features;

namespace Detector.Data.Files;

/// <summary>
/// Raw rows in memory, and from a limit on in a temporary file that is read
/// where it is needed; it is gone with the process, however that ends.
/// </summary>
/// <param name="limit">Bytes that may be in memory.</param>
/// <param name="folder">Where the file is.</param>
/// <param name="arePixels">Whether they are bytes of pixels instead of numbers.</param>
internal sealed unsafe class SpillingStore(long limit, string folder, bool arePixels = false) : IRowStore, IDisposable
{
    private const long Step = 1L << 30;
    private const int LeastStep = 1 << 20;

    private readonly int _size = arePixels ? sizeof(byte) : sizeof(double);
    private ArrayStore _memory = new(arePixels);
    private FileStream? _file;
    private MemoryMappedViewAccessor? _view;
    private byte* _bytes;

    public bool IsInMemory => _file is null;

    public long Capacity => _file is null ? _memory.Capacity : _file.Length / _size;

    /// <exception cref="DataException">There is no room for the file.</exception>
    public void Grow(long capacity)
    {
        long wanted = Math.Max(capacity, 2 * _memory.Capacity);
        if (_file is null && wanted * _size <= limit && wanted <= Array.MaxLength)
        {
            _memory.Grow(capacity);
            return;
        }

        try
        {
            bool first = _file is null;
            _file ??= Create();
            Extend(Math.Max(capacity * _size, _file.Length + Math.Clamp(_file.Length, LeastStep, Step)));
            if (first)
            {
                for (long start = 0; start < _memory.Capacity; start += LeastStep)
                {
                    int length = (int)Math.Min(LeastStep, _memory.Capacity - start);
                    _memory.Read(start, Slice(start, length));
                }

                _memory = new ArrayStore(arePixels);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"rows that take more than {limit >> 20} MB are kept in a file in {folder}, which fails: "
                + $"{e.Message.TrimEnd('.')}. TMPDIR names another folder, --memory allows more memory", e);
        }
    }

    public RowSpan Slice(long start, int length) => _file is null ? _memory.Slice(start, length)
        : arePixels ? new(new Span<byte>(_bytes + start, length))
        : new(new Span<double>((double*)_bytes + start, length));

    // Not through the map: where a page is missing, that reads many of its neighbours too.
    public void Read(long start, RowSpan rows)
    {
        if (_file is null || rows.ArePixels != arePixels)
        {
            ((ReadOnlyRowSpan)Slice(start, rows.Length)).CopyTo(rows);
            return;
        }

        Span<byte> bytes = arePixels ? rows.Pixels : MemoryMarshal.AsBytes(rows.Numbers);
        for (int read = 0; read < bytes.Length;)
        {
            int more = RandomAccess.Read(_file.SafeFileHandle, bytes[read..], (start * _size) + read);
            read += more > 0 ? more : throw new EndOfStreamException($"the file of rows in {folder} has become shorter");
        }
    }

    public void Dispose()
    {
        Unmap();
        _file?.Dispose();
    }

    private FileStream Create()
    {
        string path = Path.Combine(folder, $"detector-rows-{Guid.NewGuid():N}");
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, 1, FileOptions.DeleteOnClose);
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(path);
        }

        return file;
    }

    // Written, not only declared: a full disk must show here, where it is an error,
    // and not when a page of the map is first touched, where it is the process's end.
    private void Extend(long length)
    {
        length = (length + LeastStep - 1) / LeastStep * LeastStep;
        byte[] zeros = new byte[LeastStep];
        for (_file!.Position = _file.Length; _file.Length < length;)
        {
            _file.Write(zeros);
        }

        _file.Flush();
        Unmap();
        using MemoryMappedFile map = MemoryMappedFile.CreateFromFile(
            _file, null, 0, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        _view = map.CreateViewAccessor();
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _bytes = start;
    }

    private void Unmap()
    {
        _view?.SafeMemoryMappedViewHandle.ReleasePointer();
        _view?.Dispose();
        _view = null;
    }
}
