using System.Reflection;

namespace Detector.Hosting;

/// <summary>Which build this is.</summary>
internal static class BuildInfo
{
    /// <summary>Such as "0.1.0+1f3a…".</summary>
    public static string Version { get; } =
        typeof(BuildInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
