using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Detector.Models.Tests.Bundles;

/// <summary>A saved bundle whose files are replaced by ones that lie; every hash is made to fit again, as an adversary would.</summary>
internal sealed class LyingBundle
{
    private const string Manifest = "manifest.json";

    private readonly string _stream;
    private readonly Dictionary<string, byte[]> _files;
    private string _folder;

    /// <param name="folder">The bundle's folder.</param>
    public LyingBundle(string folder)
    {
        (_folder, _stream) = (folder, Path.GetDirectoryName(folder)!);
        _files = Directory.EnumerateFiles(folder).ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes);
    }

    public IReadOnlyDictionary<string, byte[]> Files => _files;

    /// <summary>Puts a file in the place of the true one; the others are the true ones.</summary>
    /// <returns>The version that the bundle has then.</returns>
    public string With(string name, byte[] content)
    {
        byte[] manifest = name == Manifest ? content : Hashed(name, content);
        foreach ((string file, byte[] true_) in _files)
        {
            File.WriteAllBytes(Path.Combine(_folder, file), file == Manifest ? manifest : file == name ? content : true_);
        }

        string version = $"20260101-000000-{Hash(manifest)[..8]}";
        string folder = Path.Combine(_stream, version);
        if (folder != _folder)
        {
            Directory.Move(_folder, folder);
        }

        _folder = folder;
        return version;
    }

    private byte[] Hashed(string name, byte[] content)
    {
        JsonNode manifest = JsonNode.Parse(_files[Manifest])!;
        manifest["files"]![name] = Hash(content);
        return Encoding.UTF8.GetBytes(manifest.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
    }

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
