using Confluent.Kafka;
using Detector.Core.Sources;
using Detector.Kafka.Clients;
using Microsoft.Extensions.Logging;

namespace Detector.Kafka.Sources;

/// <summary>
/// What keeps a source from reading, by what its client says: no broker, no topic, no permission, or an error after which it cannot go on.
/// Consumer thread, where nothing else is said.
/// </summary>
internal sealed partial class SourceHealth(
    string stream, string bootstrap, SourceTopics topics, TopicWatch watch, ILogger logger, TimeProvider time) : IDisposable
{
    private readonly ConnectionWatch _brokers = new($"source of stream {stream}", logger, time);
    private readonly ConnectionWatch _reading = new($"source of stream {stream}", logger, time);
    private volatile bool _isConnected;
    private bool _isClosing;
    private string _lastError = "no connection";
    private Error? _fatal;

    /// <summary>Whether a broker answers. Any thread.</summary>
    public bool IsConnected => _isConnected;

    /// <summary>What the source waits for, in words; null where nothing. Any thread.</summary>
    public string? Problem => _brokers.Problem ?? _reading.Problem;

    /// <summary>Whether there is something to be waited for.</summary>
    public bool IsHopeful => Problem is null && _fatal is null;

    /// <exception cref="SourceFailedException">The client cannot go on.</exception>
    public void ThrowIfFatal()
    {
        if (_fatal is not null)
        {
            throw new SourceFailedException($"the Kafka client cannot go on: {_fatal.Reason}");
        }
    }

    /// <summary>An error of the client's connections.</summary>
    public void OnError(Error error)
    {
        if (error.IsFatal)
        {
            _fatal = error;
        }
        else if (error.Code == ErrorCode.Local_AllBrokersDown)
        {
            SetConnected(false);
        }
        else
        {
            _lastError = error.Reason;
        }
    }

    /// <summary>An error in place of a message.</summary>
    /// <param name="error">What the client says.</param>
    /// <param name="topic">The topic that it is about; null where it is about none, or there is only one.</param>
    public void OnReadError(Error error, string? topic)
    {
        if (error.IsFatal)
        {
            _fatal = error;
        }
        else if (error.Code == ErrorCode.UnknownTopicOrPart)
        {
            if (topic is not null || topics.Names.Count == 1)
            {
                watch.SetMissing(topics.Names[topics.IndexOf(topic)]);
            }

            _reading.Report(error.Reason);
        }
        else if (error.Code is ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed)
        {
            _reading.Report(error.Reason);
        }
        else
        {
            LogConsumeError(logger, error.Code, error.Reason);
        }
    }

    /// <summary>Takes over what is known of the topics.</summary>
    public void ShowTopics()
    {
        if (watch.Problem is { } problem)
        {
            _reading.Report(problem);
        }
        else if (watch.Missing.Count == 0)
        {
            _reading.Clear();
        }
    }

    public void SetConnected(bool isConnected)
    {
        if (_isClosing)
        {
            return; // nobody asks any more, and a problem would be said again and again
        }

        _isConnected = isConnected;
        if (isConnected)
        {
            _brokers.Clear();
        }
        else
        {
            _brokers.Report($"no broker answers at {bootstrap} ({_lastError})");
        }
    }

    /// <summary>The client is about to be closed.</summary>
    public void Close() => _isClosing = true;

    public void Dispose()
    {
        _brokers.Dispose();
        _reading.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Reading failed, and is tried again: {Code} {Reason}")]
    private static partial void LogConsumeError(ILogger logger, ErrorCode code, string reason);
}
