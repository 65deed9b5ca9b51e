namespace Detector.Models.Tests.Bundles;

/// <summary>A registry's folder that goes when the test ends.</summary>
internal sealed class RegistryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("detector-registry-").FullName;

    public string File(string stream, string version, string name) => System.IO.Path.Combine(Path, stream, version, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
