using System.Net;
using System.Net.Sockets;
using Detector.Models.Torch;
using Detector.Streams.Settings;

namespace Detector.Settings;

/// <summary>What settings name and this machine has not.</summary>
internal static class MachineChecks
{
    public static IEnumerable<SettingsError> Check(DetectorSettings settings, SettingsUse use)
    {
        foreach ((string name, StreamSettings stream) in settings.Streams.Where(_ => use >= SettingsUse.Training))
        {
            if (DeviceCheck.Problem(stream.Model.Device) is { } problem)
            {
                yield return new SettingsError($"{DetectorSettings.Section}:Streams:{name}:Model:Device", problem);
            }
        }

        if (use >= SettingsUse.Running && IPAddress.TryParse(settings.Http.Address, out IPAddress? address)
            && AddressProblem(address) is { } missing)
        {
            yield return new SettingsError($"{DetectorSettings.Section}:Http:Address", missing);
        }

        if (use >= SettingsUse.Running && HttpToken.Problem(settings.Http) is { } tokenProblem)
        {
            yield return new SettingsError($"{DetectorSettings.Section}:Http:TokenFile", tokenProblem);
        }
    }

    // On a port that is free: where the daemon runs already, its own is not.
    private static string? AddressProblem(IPAddress address)
    {
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(address, 0));
            return null;
        }
        catch (SocketException e)
        {
            return $"this machine cannot listen on {address} ({e.Message}); 127.0.0.1 is this machine only, 0.0.0.0 every address of it";
        }
    }
}
