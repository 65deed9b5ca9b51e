namespace Detector.Models.Torch;

/// <summary>Finds out whether a device is on this machine.</summary>
public static class DeviceCheck
{
    /// <summary>Why a model cannot run on a device; null where it can.</summary>
    /// <param name="setting">auto, cpu, cuda or cuda:N.</param>
    public static string? Problem(string setting)
    {
        if (setting is "auto" or "cpu")
        {
            return null;
        }

        try
        {
            Devices.Find(setting);
            return null;
        }
        catch (Exception e) when (e is DeviceException or TorchLibraryException)
        {
            return e.Message.TrimEnd('.');
        }
    }
}
