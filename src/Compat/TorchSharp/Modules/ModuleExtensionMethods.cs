using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Moves a module to another device or element type, and returns it as what it is.</summary>
public static class ModuleExtensionMethods
{
    public static T to<T>(this T module, ScalarType type, bool non_blocking = false) where T : nn.Module => (T)module.Move(null, type);

    public static T to<T>(this T module, Device device, ScalarType type, bool non_blocking = false) where T : nn.Module =>
        (T)module.Move(device, type);

    public static T to<T>(this T module, DeviceType deviceType, int deviceIndex = -1, bool non_blocking = false) where T : nn.Module =>
        (T)module.Move(new Device(deviceType, deviceIndex), null);

    public static T to<T>(this T module, Device device, bool non_blocking = false) where T : nn.Module => (T)module.Move(device, null);

    public static T to<T>(this T module, string device, bool non_blocking = false) where T : nn.Module =>
        (T)module.Move(new Device(device), null);

    public static T to<T>(this T module, Tensor other, bool non_blocking = false) where T : nn.Module =>
        (T)module.Move(other.device, other.dtype);

    public static T cpu<T>(this T module, bool non_blocking = false) where T : nn.Module => (T)module.Move(CPU, null);

    public static T cuda<T>(this T module, int deviceIndex = -1, bool non_blocking = false) where T : nn.Module =>
        (T)module.Move(new Device(DeviceType.CUDA, deviceIndex), null);
}
