using System.Net;
using System.Net.Sockets;

namespace Detector.TestKit;

/// <summary>Finds TCP ports of 127.0.0.1 that nobody listens on.</summary>
public static class FreePort
{
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The first port of so many free ones in a row.</summary>
    public static int NextRow(int count)
    {
        while (true)
        {
            int first = Next();
            if (first + count < 65536 && Enumerable.Range(first, count).All(IsFree))
            {
                return first;
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
