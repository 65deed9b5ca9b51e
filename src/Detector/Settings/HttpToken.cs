using System.Text;
using Detector.Dashboard;
using Detector.Dashboard.Access;
using Detector.Models.Bundles;

namespace Detector.Settings;

/// <summary>The token of the settings, or of the file that they name.</summary>
internal static class HttpToken
{
    private const long MostBytes = 4096;

    /// <returns>Null where the settings have none.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string? Read(HttpSettings settings) =>
        settings.TokenFile is { } file ? Encoding.UTF8.GetString(PlainFile.Read(file, MostBytes)).Trim() : settings.Token;

    /// <summary>Why there is no token in the file that the settings name; null where there is, or they name none.</summary>
    public static string? Problem(HttpSettings settings)
    {
        if (settings.TokenFile is not { } file)
        {
            return null;
        }

        if (settings.Token is not null)
        {
            return "and Token exclude each other: the secret is given once";
        }

        try
        {
            return AccessTokenAttribute.ProblemOf(Read(settings)!) is { } problem ? $"'{file}' holds no token: it {problem}" : null;
        }
        catch (IOException e)
        {
            return $"'{file}' cannot be read: {e.Message.TrimEnd('.')}";
        }
    }
}
