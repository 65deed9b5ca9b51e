using System.Security.Cryptography;
using System.Text;
using Detector.Kafka.Sources;

namespace Detector.Streams.State;

/// <summary>Remembers which groups of a stream have started: a file each, as their names may have any characters.</summary>
/// <param name="folder">Where; made when first written to.</param>
internal sealed class GroupStartFiles(string folder) : IGroupStarts
{
    private const string Prefix = "started-";
    private const int NameLength = 16;

    public bool Has(string cluster, string group) => File.Exists(FileOf(cluster, group));

    public void Note(string cluster, string group)
    {
        if (!Has(cluster, group))
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(FileOf(cluster, group), $"Group {group} of cluster {cluster} has started: StartFrom Latest is over.\n");
        }
    }

    private string FileOf(string cluster, string group) => Path.Combine(
        folder, Prefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{cluster}\n{group}")))[..NameLength]);
}
