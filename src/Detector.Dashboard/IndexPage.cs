using Microsoft.AspNetCore.Http;

namespace Detector.Dashboard;

/// <summary>The page, from the assembly's resources.</summary>
internal sealed class IndexPage : IResult
{
    public static readonly IndexPage Result = new();

    private readonly byte[] _html;

    private IndexPage()
    {
        using var resource = typeof(IndexPage).Assembly.GetManifestResourceStream("index.html")!;
        using var copy = new MemoryStream();
        resource.CopyTo(copy);
        _html = copy.ToArray();
    }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ContentSecurityPolicy =
            "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; img-src data:; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        return response.Body.WriteAsync(_html, httpContext.RequestAborted).AsTask();
    }
}
