using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;

namespace Detector.Dashboard;

/// <summary>The page and what it is made of, from the assembly's resources.</summary>
internal static class PageFiles
{
    private const string Prefix = "page/";

    private static readonly FileExtensionContentTypeProvider _types = new();
    private static readonly Dictionary<string, PageFile> _files = typeof(PageFiles).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToDictionary(name => name[Prefix.Length..], Load);

    /// <summary>The page itself.</summary>
    public static IResult Index => _files["index.html"];

    /// <summary>One of its files; 404 where there is none of this name.</summary>
    public static IResult Find(string name) => _files.TryGetValue(name, out PageFile? file) ? file : Results.NotFound();

    private static PageFile Load(string resource)
    {
        using Stream stream = typeof(PageFiles).Assembly.GetManifestResourceStream(resource)!;
        byte[] content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new PageFile(content, _types.TryGetContentType(resource, out string? type) ? type : "application/octet-stream");
    }

    private sealed class PageFile(byte[] content, string type) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            HttpResponse response = httpContext.Response;
            response.ContentType = $"{type}; charset=utf-8";
            response.Headers.ContentSecurityPolicy =
                "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' blob: data:; "
                + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
            return response.Body.WriteAsync(content, httpContext.RequestAborted).AsTask();
        }
    }
}
