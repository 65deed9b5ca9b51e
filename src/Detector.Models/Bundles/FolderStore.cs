using Detector.Core.Schemas;

namespace Detector.Models.Bundles;

/// <summary>A registry in a folder, which several machines may share: DIRECTORY/STREAM.</summary>
internal sealed class FolderStore(string directory) : IRegistryStore
{
    private readonly string _directory = Path.GetFullPath(directory);

    public string Name => _directory;

    public IEnumerable<string> Streams() => Directory.Exists(_directory)
        ? Directory.EnumerateDirectories(_directory).Select(path => Path.GetFileName(path)).Where(StreamName.IsValid)
            .Order(StringComparer.Ordinal)
        : [];

    public IStreamStore Of(string stream) => new StreamFolder(_directory, stream);
}
