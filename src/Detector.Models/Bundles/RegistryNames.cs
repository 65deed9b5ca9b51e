using System.Globalization;
using System.Text.RegularExpressions;

namespace Detector.Models.Bundles;

/// <summary>Names that become folders of a registry: nothing that could lead out of it.</summary>
internal static partial class RegistryNames
{
    private const string Stamp = "yyyyMMdd-HHmmss";

    /// <exception cref="BundleException">The name cannot be a folder's.</exception>
    public static string CheckStream(string stream) => IsStream(stream)
        ? stream
        : throw new BundleException($"\"{stream}\" cannot be a stream's name: letters, digits, '.', '_' and '-', at most 128, the first a letter or digit.");

    /// <exception cref="BundleException">The text is not a version.</exception>
    public static string CheckVersion(string version) => IsVersion(version)
        ? version
        : throw new BundleException($"\"{version}\" is not a model version; one looks like 20261121-071502-1f0c9a3b.");

    public static bool IsStream(string name) => StreamPattern().IsMatch(name);

    public static bool IsVersion(string name) => VersionPattern().IsMatch(name);

    /// <summary>The version of a bundle: the second it was saved in, and the start of its manifest's hash.</summary>
    public static string Version(DateTimeOffset saved, string manifestHash) =>
        $"{saved.UtcDateTime.ToString(Stamp, CultureInfo.InvariantCulture)}-{HashPart(manifestHash)}";

    public static string HashPart(string hash) => hash[..8];

    /// <summary>The second in a version's name.</summary>
    public static DateTimeOffset SavedAt(string version) =>
        DateTimeOffset.ParseExact(version[..Stamp.Length], Stamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,127}\z")]
    private static partial Regex StreamPattern();

    [GeneratedRegex(@"\A[0-9]{8}-[0-9]{6}-[0-9a-f]{8}\z")]
    private static partial Regex VersionPattern();
}
