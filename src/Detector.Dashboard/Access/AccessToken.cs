using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Detector.Dashboard.Access;

/// <summary>The secret that a request has to show ("Authorization: Bearer …") to change something, or to read from another machine.</summary>
internal sealed class AccessToken
{
    private const string Scheme = "Bearer ";

    private readonly byte[] _hash;

    /// <param name="token">The secret.</param>
    public AccessToken(string token) => _hash = Hash(token);

    /// <summary>Takes the same time whatever is wrong: hashes of one length are compared, all of them.</summary>
    public bool IsShownBy(HttpRequest request) =>
        request.Headers.Authorization is { Count: 1 } header && IsShownBy(header);

    private bool IsShownBy(StringValues header) =>
        header[0] is { } text && text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(Hash(text[Scheme.Length..].Trim()), _hash);

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
