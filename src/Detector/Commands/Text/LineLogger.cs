using Microsoft.Extensions.Logging;

namespace Detector.Commands.Text;

/// <summary>Shows warnings and errors of the Kafka client as lines.</summary>
internal sealed class LineLogger(TextWriter output) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            lock (output)
            {
                output.WriteLine(formatter(state, exception));
            }
        }
    }
}
