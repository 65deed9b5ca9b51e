using System.Runtime.InteropServices;

namespace TorchSharp.Native;

// Mirrors `Value` in native/detector_torch.cpp: an argument or a result on its way through the boundary.
[StructLayout(LayoutKind.Sequential)]
internal struct Value
{
    public ValueKind Kind;
    public long Data;
    public long Extra;
}
