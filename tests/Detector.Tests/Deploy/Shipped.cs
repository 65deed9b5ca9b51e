using System.Text.Json.Nodes;
using Detector.TestKit;
using YamlDotNet.Serialization;

namespace Detector.Tests.Deploy;

/// <summary>What lies in the folder "deploy".</summary>
internal static class Shipped
{
    private static readonly IDeserializer Reader = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build();
    private static readonly ISerializer Writer = new SerializerBuilder().JsonCompatible().Build();

    public static string Folder { get; } = Path.Combine(Repository.Root, "deploy");

    public static string Text(params string[] path) => File.ReadAllText(Path.Combine([Folder, .. path]));

    public static JsonNode Yaml(params string[] path) => Parse(Text(path))!;

    /// <summary>A YAML document as JSON.</summary>
    public static JsonNode? Parse(string yaml) =>
        Reader.Deserialize<object?>(yaml) is { } document ? JsonNode.Parse(Writer.Serialize(document)) : null;
}
