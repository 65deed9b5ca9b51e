using System.Net;
using System.Net.Sockets;

namespace Detector.TestKit;

/// <summary>
/// Finds TCP ports of 127.0.0.1 that nobody listens on, none of them twice, below those that the system gives to outgoing connections:
/// one of these may be a client's by the time that a server has started, or while a broker that was killed is away.
/// </summary>
public static class FreePort
{
    private const int First = 10_000;
    private const int End = 32_000;
    private static readonly Lock Gate = new();
    private static int _next = First
        + (int)(Environment.ProcessId * 101L % (End - First)); // test processes side by side look in different places

    public static int Next() => NextRow(1);

    /// <summary>The first port of so many free ones in a row.</summary>
    public static int NextRow(int count)
    {
        lock (Gate)
        {
            while (true)
            {
                int first = _next + count > End ? First : _next;
                _next = first + count;
                if (Enumerable.Range(first, count).All(IsFree))
                {
                    return first;
                }
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
