using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Compat.Tests.TorchSharp;

public sealed class MemoryTests
{
    [Fact]
    public void BytesAreTheTensorsOwnMemory()
    {
        using var rows = zeros(2, 3);
        MemoryMarshal.Cast<byte, float>(rows.bytes)[4] = 7;
        Assert.Equal(7f, rows[1, 1].item<float>());
        rows.bytes = MemoryMarshal.AsBytes<float>([1, 2, 3, 4, 5, 6]).ToArray();
        Assert.Equal([1f, 2f, 3f, 4f, 5f, 6f], rows.data<float>().ToArray());
    }

    [Fact]
    public void BytesOfTheWrongLengthOrOrderAreRefused()
    {
        using var rows = zeros(2, 3);
        Assert.Throws<ArgumentException>(() => rows.bytes = new byte[23]);
        using var turned = rows.t();
        Assert.Throws<InvalidOperationException>(() => turned.bytes.Length);
    }

    [Fact]
    public void TensorCopiesAndFromArrayShares()
    {
        var numbers = new[] { 1f, 2f, 3f, 4f };
        using var copy = tensor(numbers);
        using var shared = from_array(numbers);
        using var part = frombuffer(numbers, float32, count: 2, offset: 1);
        numbers[1] = 20;
        Assert.Equal(2f, copy[1].item<float>());
        Assert.Equal(20f, shared[1].item<float>());
        part[0] = 30;
        Assert.Equal(30f, numbers[1]);
        Assert.Equal([2L], part.shape);
    }

    [Fact]
    public void SharedMemoryLivesAsLongAsAnyViewOfIt()
    {
        using var view = ViewOfForgottenArray();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        var others = Enumerable.Range(0, 50).Select(_ => new float[1000]).ToArray();
        Assert.Equal(999f, view[0].item<float>());
        GC.KeepAlive(others);

        static Tensor ViewOfForgottenArray()
        {
            using var whole = from_array(Enumerable.Range(0, 1000).Select(i => (float)i).ToArray());
            return whole.slice(0, 999, 1000, 1);
        }
    }

    [Fact]
    public void ElementsComeInTheOrderOfTheShape()
    {
        using var rows = arange(6).reshape(2, 3);
        using var turned = rows.t();
        Assert.Equal([0L, 3L, 1L, 4L, 2L, 5L], turned.data<long>().ToArray());
        Assert.Equal([4L, 2L, 5L], turned.data<long>().Skip(3));
        Assert.Equal(5L, turned.data<long>()[2, 1]);
        var filled = new long[4];
        turned.data<long>().CopyTo(filled, arrayIndex: 1, tensorIndex: 2);
        Assert.Equal([0L, 1L, 4L, 2L], filled);
        turned.data<long>().CopyFrom([10, 11, 12]);
        Assert.Equal([10L, 12L, 2L, 11L, 4L, 5L], rows.data<long>().ToArray());
        Assert.Equal(new long[,] { { 10, 11 }, { 12, 4 }, { 2, 5 } }, turned.data<long>().ToNDArray());
    }

    [Fact]
    public void AnElementThatIsNotThereIsRefused()
    {
        using var rows = zeros(2, 3);
        Assert.Throws<IndexOutOfRangeException>(() => rows.data<float>()[6]);
        Assert.Throws<IndexOutOfRangeException>(() => rows.data<float>()[0, 3]);
        Assert.Throws<ArgumentException>(() => rows.data<double>());
        Assert.Throws<ArgumentException>(() => rows.item<float>());
        var accessor = rows.data<float>();
        rows.Dispose();
        Assert.Throws<ObjectDisposedException>(() => accessor[0]);
    }

    [Fact]
    public void EveryTypeGoesInAndOut()
    {
        using var scope = NewDisposeScope();
        Assert.Equal([true, false], tensor(new[] { true, false }).data<bool>().ToArray());
        Assert.Equal([(byte)255], tensor(new byte[] { 255 }).data<byte>().ToArray());
        Assert.Equal([(sbyte)-3], tensor(new sbyte[] { -3 }).data<sbyte>().ToArray());
        Assert.Equal([(short)-300], tensor(new short[] { -300 }).data<short>().ToArray());
        Assert.Equal([1 << 30], tensor(new[] { 1 << 30 }).data<int>().ToArray());
        Assert.Equal([1L << 60], tensor(new[] { 1L << 60 }).data<long>().ToArray());
        Assert.Equal([0.1f], tensor(new[] { 0.1f }).data<float>().ToArray());
        Assert.Equal([0.1], tensor(new[] { 0.1 }).data<double>().ToArray());
        Assert.Equal([(Half)0.5], tensor(new[] { 0.5f }).half().data<Half>().ToArray());
        Assert.Equal(new float[,] { { 1, 2 }, { 3, 4 } }, tensor(new float[,] { { 1, 2 }, { 3, 4 } }).data<float>().ToNDArray());
        Assert.Equal(float64, tensor(new[] { 1f }, dtype: float64).dtype);
        Assert.Equal(3, tensor(3L).ToInt32());
        Assert.Equal(2.5f, tensor(2.5).ToSingle());
        Assert.Equal(7.0, (double)tensor(7));
        Assert.Throws<ArgumentException>(() => tensor(new[] { 1f, 2f, 3f }, [2, 2]));
    }

    [Fact]
    public void AnEmptyTensorIsNoSpecialCase()
    {
        using var none = zeros(0, 3);
        Assert.Equal(0, none.bytes.Length);
        Assert.Empty(none.data<float>().ToArray());
        Assert.Empty(tensor(Array.Empty<float>()).data<float>());
    }
}
