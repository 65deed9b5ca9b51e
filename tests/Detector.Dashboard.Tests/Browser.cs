using Microsoft.Playwright;

namespace Detector.Dashboard.Tests;

/// <summary>A real browser without a window, shared by a class's tests.</summary>
public sealed class Browser : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "chromium"))
            .FirstOrDefault(File.Exists);
        if (path is not null)
        {
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = ["--no-sandbox"], Timeout = 120_000 });
        }
    }

    /// <summary>A new page at an address; skips the test where there is no browser. Whatever the page says is wrong is gathered.</summary>
    public async Task<PageProbe> OpenAsync(string url, int width = 1280, int height = 900, ColorScheme scheme = ColorScheme.Light)
    {
        Assert.SkipWhen(_browser is null, "chromium is not installed (apt: chromium)");
        var page = await _browser.NewPageAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height }, ColorScheme = scheme, Locale = "en-GB", TimezoneId = "Europe/Vienna",
        });
        page.SetDefaultTimeout(60_000); // on a busy machine
        var probe = new PageProbe(page);
        await page.GotoAsync(url);
        return probe;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
        }

        _playwright?.Dispose();
    }
}
