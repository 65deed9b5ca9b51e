using Detector.Hosting;
using Detector.Streams.Supervision;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;

namespace Detector.Tests.Hosting;

public sealed class SettingsReloadTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task SettingsThatTakeLongToReadHoldNoStopUp()
    {
        IConfigurationRoot settings = new ConfigurationBuilder().Build();
        using var gate = new ManualResetEventSlim();
        var isReading = new TaskCompletionSource();
        var lifetime = new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance);
        lifetime.NotifyStarted();
        using var signal = new ReloadSignal();
        using var reload = new SettingsReload(
            settings,
            () =>
            {
                isReading.SetResult();
                gate.Wait(2 * Patience);
                return settings;
            },
            signal, new StreamSupervisor(null!), lifetime, NullLoggerFactory.Instance);
        await reload.StartAsync(TestContext.Current.CancellationToken);
        signal.Raise();
        await isReading.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);

        await reload.StopAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        gate.Set();
    }
}
