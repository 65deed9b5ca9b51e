using System.Security.Cryptography;
using System.Text;

namespace Detector.Models.Objects;

/// <summary>
/// Where a registry's objects lie: s3://BUCKET/PREFIX, with what a store that is not Amazon's needs behind a question mark: endpoint,
/// region, pathStyle (true or false), and cache, a folder of this machine. It is one text, so that it goes wherever a registry's folder
/// does: settings, --registry, a training's process.
/// </summary>
internal sealed record S3Location(string Bucket, string Prefix, string? Endpoint, string? Region, bool IsPathStyle, string Cache)
{
    private const string Scheme = "s3://";
    private static readonly string[] Known = ["endpoint", "region", "pathStyle", "cache"];

    /// <summary>What people call it.</summary>
    public string Name => Scheme + Bucket + (Prefix.Length > 0 ? "/" + Prefix.TrimEnd('/') : "");

    public static bool IsOne(string text) => text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <exception cref="FormatException">It is none; the message says why.</exception>
    public static S3Location Parse(string text)
    {
        string[] halves = text[Scheme.Length..].Split('?', 2);
        string[] path = halves[0].TrimEnd('/').Split('/', 2);
        Dictionary<string, string> options = halves.Length < 2 ? [] : Options(text, halves[1]);
        string? endpoint = options.GetValueOrDefault("endpoint");
        if (path[0].Length == 0 || path[0].Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_')))
        {
            throw Wrong(text, $"\"{path[0]}\" is no bucket's name");
        }

        if (endpoint is not null && !(Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"))
        {
            throw Wrong(text, $"the endpoint \"{endpoint}\" is no address such as https://s3.example.org");
        }

        string prefix = path.Length > 1 ? path[1].Trim('/') + "/" : "";
        string place = $"{endpoint}/{path[0]}/{prefix}";
        return new(
            path[0], prefix, endpoint, options.GetValueOrDefault("region"),
            options.TryGetValue("pathStyle", out string? style) ? style switch
            {
                "true" => true,
                "false" => false,
                _ => throw Wrong(text, $"pathStyle is true or false, not \"{style}\""),
            }
            : endpoint is not null,
            options.GetValueOrDefault("cache") is { Length: > 0 } cache ? Path.GetFullPath(cache) : DefaultCache(place));
    }

    private static Dictionary<string, string> Options(string text, string query)
    {
        Dictionary<string, string> options = [];
        foreach (string[] pair in query.Split('&').Select(part => part.Split('=', 2)))
        {
            if (pair.Length < 2 || !Known.Contains(pair[0]) || !options.TryAdd(pair[0], Uri.UnescapeDataString(pair[1])))
            {
                throw Wrong(text, $"\"{string.Join('=', pair)}\" is none of {string.Join("=, ", Known)}=, each once");
            }
        }

        return options;
    }

    private static string DefaultCache(string place)
    {
        string name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(place)))[..16];
        string home = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } given ? given
            : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 0 } user ? Path.Combine(user, ".cache")
            : Path.GetTempPath();
        return Path.Combine(home, "detector", name);
    }

    private static FormatException Wrong(string text, string why) =>
        new($"{text} is no registry: {why}; one looks like s3://BUCKET/PREFIX?endpoint=https://s3.example.org&region=eu-1");
}
