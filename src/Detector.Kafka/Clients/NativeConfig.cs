using System.Runtime.InteropServices;
using System.Text;

namespace Detector.Kafka.Clients;

/// <summary>librdkafka's own judgement of one option; the client's library tells it only of a whole client.</summary>
internal static partial class NativeConfig
{
    private const int Ok = 0;
    private const int ErrorSize = 512;

    /// <summary>What is wrong with an option; null where nothing is.</summary>
    public static string? Problem(string name, string value)
    {
        Librdkafka.Use();
        nint config = New();
        try
        {
            byte[] error = new byte[ErrorSize];
            return Set(config, name, value, error, error.Length) == Ok
                ? null
                : Encoding.UTF8.GetString(error, 0, Array.IndexOf(error, (byte)0)).TrimEnd();
        }
        finally
        {
            Destroy(config);
        }
    }

    [LibraryImport("librdkafka", EntryPoint = "rd_kafka_conf_new")]
    private static partial nint New();

    [LibraryImport("librdkafka", EntryPoint = "rd_kafka_conf_set", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Set(nint config, string name, string value, byte[] error, nint errorSize);

    [LibraryImport("librdkafka", EntryPoint = "rd_kafka_conf_destroy")]
    private static partial void Destroy(nint config);
}
