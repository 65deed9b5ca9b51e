using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Detector.Kafka.Clients;

/// <summary>
/// Passes librdkafka's own log on. It repeats a line at each attempt to reconnect, so all but the gravest stays at Debug;
/// what a user should know is said by <see cref="ConnectionWatch"/>.
/// </summary>
internal static partial class ClientLog
{
    public static void Write(ILogger logger, LogMessage line)
    {
        if (line.Level <= SyslogLevel.Critical)
        {
            Grave(logger, line.Facility, line.Message);
        }
        else
        {
            Line(logger, line.Facility, line.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "librdkafka: {Facility} {Text}")]
    private static partial void Grave(ILogger logger, string facility, string text);

    [LoggerMessage(Level = LogLevel.Debug, Message = "librdkafka: {Facility} {Text}")]
    private static partial void Line(ILogger logger, string facility, string text);
}
