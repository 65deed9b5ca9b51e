using System.Globalization;
using System.Text.RegularExpressions;
using Detector.Core.Schemas;

namespace Detector.Models.Bundles;

/// <summary>Names that become files and folders of a registry: nothing that could lead out of it.</summary>
internal static partial class RegistryNames
{
    private const string Stamp = "yyyyMMdd-HHmmss";
    private const string ThresholdMark = "t";

    // A name must leave room for later ones.
    private const int LastYear = 9998;

    /// <exception cref="BundleException">The name cannot be a stream's.</exception>
    public static string CheckStream(string stream) => StreamName.IsValid(stream)
        ? stream
        : throw new BundleException($"\"{stream}\" cannot be a stream's name: {StreamName.Rule}.");

    /// <exception cref="BundleException">The text is not a version.</exception>
    public static string CheckVersion(string version) => IsVersion(version)
        ? version
        : throw new BundleException($"\"{version}\" is not a model version; one looks like 20261121-071502-1f0c9a3b.");

    public static bool IsVersion(string name) => VersionPattern().IsMatch(name) && TryParse(name, out _);

    /// <summary>Whether a text is the version of a threshold, such as t20261121-071502.</summary>
    public static bool IsThreshold(string name) => ThresholdPattern().IsMatch(name) && TryParse(name[ThresholdMark.Length..], out _);

    /// <summary>The version of a bundle: the second it was saved in, and the start of its manifest's hash.</summary>
    public static string Version(DateTimeOffset saved, string manifestHash) => $"{Text(saved)}-{HashPart(manifestHash)}";

    /// <summary>The version of a threshold: the second it was learned in.</summary>
    public static string Threshold(DateTimeOffset learned) => ThresholdMark + Text(learned);

    public static string HashPart(string hash) => hash[..8];

    /// <summary>The first second, from a given one on, that is later than those in other names.</summary>
    /// <param name="now">The earliest it may be.</param>
    /// <param name="others">Versions of bundles or of thresholds.</param>
    public static DateTimeOffset After(DateTimeOffset now, IEnumerable<string> others) =>
        others.Select(SavedAt).Select(second => second.AddSeconds(1)).Append(now).Max();

    private static DateTimeOffset SavedAt(string name) =>
        TryParse(name.StartsWith(ThresholdMark, StringComparison.Ordinal) ? name[ThresholdMark.Length..] : name,
            out DateTimeOffset second) ? second : DateTimeOffset.MinValue;

    private static string Text(DateTimeOffset second) => second.UtcDateTime.ToString(Stamp, CultureInfo.InvariantCulture);

    private static bool TryParse(string name, out DateTimeOffset second) =>
        DateTimeOffset.TryParseExact(name[..Stamp.Length], Stamp, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
            out second) && second.Year <= LastYear;

    [GeneratedRegex(@"\A[0-9]{8}-[0-9]{6}-[0-9a-f]{8}\z")]
    private static partial Regex VersionPattern();

    [GeneratedRegex(@"\At[0-9]{8}-[0-9]{6}\z")]
    private static partial Regex ThresholdPattern();
}
