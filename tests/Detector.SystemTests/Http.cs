namespace Detector.SystemTests;

internal static class Http
{
    public static HttpClient Client { get; } = new() { Timeout = TimeSpan.FromMinutes(1) };
}
