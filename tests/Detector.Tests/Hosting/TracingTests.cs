using System.Diagnostics;
using Detector.Hosting;
using Detector.Settings;
using Detector.Streams;
using Detector.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Detector.Tests.Hosting;

[Collection(ProcessState.Name)] // who listens to spans gets those of the whole process
public sealed class TracingTests : ILoggerProvider, ILogger
{
    private readonly List<string> _log = [];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SpansReachACollectorOverEitherProtocolWhenTheHostEndsAtTheLatest(bool isGrpc)
    {
        await using OtlpReceiver collector = await OtlpReceiver.StartAsync(isGrpc);
        TracingProtocol protocol = isGrpc ? TracingProtocol.Grpc : TracingProtocol.HttpProtobuf;
        string id = await TraceAsync(new TracingSettings { Endpoint = collector.Endpoint, Protocol = protocol });

        OtlpSpan span = Assert.Single(collector.Spans);
        Assert.Equal((id, "read", "detector"), (span.SpanId, span.Name, span.Service));
        Assert.True(_log.Count == 0, string.Join('\n', _log));
    }

    [Fact]
    public async Task ACollectorThatIsNotThereIsSaidOnce()
    {
        string endpoint = $"http://127.0.0.1:{FreePort.Next()}";
        await TraceAsync(new TracingSettings { Endpoint = endpoint, Protocol = TracingProtocol.HttpProtobuf });

        string said = Assert.Single(_log);
        Assert.StartsWith($"Spans do not all reach {endpoint}; events and alerts go on: Exporter failed send data to collector", said);
    }

    [Fact]
    public void WithoutAnEndpointNobodyListens()
    {
        Assert.Empty(new ServiceCollection().AddDetectorTracing(new TracingSettings()));
        using var source = new ActivitySource(StreamServices.TraceSource);
        Assert.False(source.HasListeners());
    }

    [Theory]
    [InlineData("Endpoint", "\"localhost:4317\"", "must be a whole address such as http://localhost:4318, not 'localhost:4317'")]
    [InlineData("Endpoint", "\"ftp://collector\"", "must be a whole address")]
    [InlineData("Endpoint", "\"\"", "must be a whole address")]
    [InlineData("Endpoint", "\"http://me:secret@collector\"", "must not have a user's name or password in it")]
    [InlineData("Endpoint", "\"http://collector?token=secret\"", "must not have a '?' or '#' in it")]
    [InlineData("Protocol", "\"http\"", "HttpProtobuf")]
    [InlineData("Ratio", "1.5", "must be between 0 and 1, not 1.5")]
    [InlineData("Ratio", "\"all\"", "expected a number")]
    [InlineData("Endpiont", "1", "did you mean Endpoint?")]
    public void AWrongSettingIsOneErrorThatNamesIt(string name, string value, string message)
    {
        using var file = new TemporaryFile("settings.json", $$"""{ "Detector": { "Tracing": { "{{name}}": {{value}} } } }""");
        SettingsError error = Assert.Single(Assert.Throws<SettingsException>(() => SettingsReader.Load(file.Path)).Errors);

        Assert.Equal($"Detector:Tracing:{name}", error.Path);
        Assert.Contains(message, error.Message);
        Assert.DoesNotContain("secret", error.Message);
    }

    ILogger ILoggerProvider.CreateLogger(string categoryName) => this;

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(
        LogLevel level, EventId id, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_log)
        {
            _log.Add(formatter(state, exception));
        }
    }

    void IDisposable.Dispose()
    {
    }

    private async Task<string> TraceAsync(TracingSettings settings)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddProvider(this).AddFilter("Microsoft", LogLevel.None);
        builder.Services.AddSingleton(TimeProvider.System).AddDetectorTracing(settings);
        using IHost host = builder.Build();
        await host.StartAsync();
        using var source = new ActivitySource(StreamServices.TraceSource);
        using Activity? span = source.StartActivity("read");
        span!.Stop();
        await host.StopAsync();
        return span.SpanId.ToHexString();
    }
}
