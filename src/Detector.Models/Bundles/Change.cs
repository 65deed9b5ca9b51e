namespace Detector.Models.Bundles;

/// <summary>Who changes a registry, and why: for its history.</summary>
/// <param name="By">Who or what, such as "ada@host, detector models promote".</param>
/// <param name="Why">The reason.</param>
public sealed record Change(string By, string Why)
{
    /// <summary>A change by the user and machine of this process.</summary>
    /// <param name="command">What made it, such as "detector train".</param>
    /// <param name="why">The reason.</param>
    public static Change Of(string command, string why) => new($"{Environment.UserName}@{Environment.MachineName}, {command}", why);
}
