namespace TorchSharp.Native;

// Mirrors `Kind` in native/detector_torch.cpp.
internal enum ValueKind : long
{
    None, Tensor, Int, Double, Bool, Ints, Doubles, Bools, Tensors, String, Device, Generator, Default,
}
