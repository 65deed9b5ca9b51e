using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Detector.Dashboard.Tests;

/// <summary>A page in the browser, what it asked for and what it complained of.</summary>
public sealed class PageProbe : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _requests = [];
    private readonly ConcurrentQueue<string> _errors = [];

    public PageProbe(IPage page)
    {
        Page = page;
        page.Request += (_, request) => _requests.Enqueue(request.Url);
        page.PageError += (_, error) => _errors.Enqueue(error);
        page.Console += (_, line) =>
        {
            if (line.Type == "error")
            {
                _errors.Enqueue(line.Text);
            }
        };
    }

    public IPage Page { get; }

    public IReadOnlyCollection<string> Requests => _requests;

    public IReadOnlyCollection<string> Errors => _errors;

    /// <summary>Waits until an element has a text.</summary>
    public Task SeesAsync(string selector, string text) =>
        Page.Locator(selector).Filter(new() { HasText = text }).First.WaitForAsync();

    /// <summary>An element's text.</summary>
    public Task<string> TextAsync(string selector) => Page.Locator(selector).First.InnerTextAsync();

    public async ValueTask DisposeAsync() => await Page.CloseAsync();
}
