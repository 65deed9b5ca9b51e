using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Detector.Models.Torch;

internal static class Devices
{
    /// <summary>The device that a setting means.</summary>
    /// <param name="setting">auto, cpu, cuda or cuda:N.</param>
    /// <exception cref="DeviceException">CUDA is asked for and is not there, or has no device of that number.</exception>
    public static Device Find(string setting)
    {
        TorchLibrary.Load();
        int devices = cuda.is_available() ? cuda.device_count() : 0;
        if (setting == "cpu" || (setting == "auto" && devices == 0))
        {
            return CPU;
        }

        if (devices == 0)
        {
            throw new DeviceException($"Device is {setting}, but there is no CUDA device here; auto or cpu would run.");
        }

        int number = setting.Contains(':', StringComparison.Ordinal)
            ? int.Parse(setting.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture)
            : 0;
        if (number >= devices)
        {
            throw new DeviceException($"Device is {setting}, but the last CUDA device here is cuda:{devices - 1}.");
        }

        // Numbers rounded to ten bits before they are multiplied would score other than those that were calibrated, by more than golden
        // scores allow.
        backends.cuda.matmul.allow_tf32 = false;
        backends.cudnn.allow_tf32 = false;
        return device($"cuda:{number}");
    }

    /// <summary>Moves a module to a device, where its recurrent layers' weights lie in one piece again, as cuDNN wants them.</summary>
    public static void Move(nn.Module module, Device device)
    {
        module.to(device);
        if (device.type == DeviceType.CPU)
        {
            return;
        }

        foreach (nn.Module part in module.modules())
        {
            (part as LSTM)?.flatten_parameters();
            (part as GRU)?.flatten_parameters();
        }
    }
}
