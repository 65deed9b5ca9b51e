using TorchSharp;

namespace Detector.Models.Torch;

internal static class Devices
{
    /// <summary>The device that a setting means.</summary>
    /// <param name="setting">auto, cpu, cuda or cuda:N.</param>
    /// <exception cref="DeviceException">CUDA is asked for and is not there.</exception>
    public static torch.Device Find(string setting)
    {
        TorchLibrary.Load();
        bool cuda = torch.cuda.is_available();
        if (setting.StartsWith("cuda", StringComparison.Ordinal) && !cuda)
        {
            throw new DeviceException($"Device is {setting}, but there is no CUDA device here; auto or cpu would run.");
        }

        return torch.device(setting != "auto" ? setting : cuda ? "cuda:0" : "cpu");
    }
}
