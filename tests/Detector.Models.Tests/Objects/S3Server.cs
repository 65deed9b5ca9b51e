using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Detector.Models.Tests.Objects;

/// <summary>A store that speaks S3's protocol over HTTP, as far as a registry uses it, and fails where a test asks it to.</summary>
internal sealed class S3Server : IDisposable
{
    private const int Page = 7; // lists are read in many pages

    private readonly HttpListener _listener = new();
    private readonly SortedDictionary<string, (byte[] Content, string Tag, DateTimeOffset Written)> _objects = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Failure> _failures = [];
    private readonly Lock _gate = new();

    public S3Server()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Endpoint = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
        }

        _listener.Prefixes.Add(Endpoint + "/");
        _listener.Start();
        _ = ServeAsync();
    }

    public string Endpoint { get; }

    /// <summary>What was asked for: method and key.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>How old what is written is.</summary>
    public TimeSpan Age { get; set; }

    /// <summary>Whether it takes no notice of conditions, as some that call themselves compatible do.</summary>
    public bool IsCareless { get; set; }

    /// <summary>Told of each request, as <see cref="Requests"/> has it, before it is worked on.</summary>
    public Action<string>? Before { get; set; }

    /// <summary>Keys of all objects of the bucket.</summary>
    public IReadOnlyList<string> Keys
    {
        get
        {
            lock (_gate)
            {
                return [.. _objects.Keys];
            }
        }
    }

    /// <summary>A registry in it, as one machine has it.</summary>
    public string Location(string cache) => $"s3://models/prod?endpoint={Endpoint}&region=test-1&cache={cache}";

    public byte[] Take(string key)
    {
        lock (_gate)
        {
            _objects.Remove(key, out (byte[] Content, string, DateTimeOffset) taken);
            return taken.Content;
        }
    }

    public void Put(string key, byte[] content)
    {
        lock (_gate)
        {
            _objects[key] = (content, TagOf(content), TimeProvider.System.GetUtcNow() - Age);
        }
    }

    /// <summary>Answers the next requests so.</summary>
    /// <param name="request">The method and the key's end, such as "PUT pointers.json".</param>
    /// <param name="isDone">Whether what is asked for is done all the same.</param>
    public void Fail(string request, int status, string code, bool isDone = false, int times = 1)
    {
        for (int i = 0; i < times; i++)
        {
            _failures.Enqueue(new Failure(request, status, code, isDone));
        }
    }

    public void Heal() => _failures.Clear();

    public void Dispose() => _listener.Close();

    private static string TagOf(byte[] content) => $"\"{Convert.ToHexStringLower(MD5.HashData(content))}\"";

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            _ = Task.Run(() => Answer(context));
        }
    }

    private void Answer(HttpListenerContext context)
    {
        try
        {
            string path = Uri.UnescapeDataString(context.Request.Url!.AbsolutePath.TrimStart('/'));
            string key = path.StartsWith("models/", StringComparison.Ordinal) ? path["models/".Length..] : "";
            Requests.Enqueue($"{context.Request.HttpMethod} {key}");
            Before?.Invoke($"{context.Request.HttpMethod} {key}");
            if (context.Request.Headers["Authorization"]?.StartsWith("AWS4-HMAC-SHA256 ", StringComparison.Ordinal) != true)
            {
                Error(context, 403, "AccessDenied");
                return;
            }

            using var body = new MemoryStream();
            context.Request.InputStream.CopyTo(body);
            if (_failures.TryPeek(out Failure? failure)
                && $"{context.Request.HttpMethod} {key}".EndsWith(failure.Request, StringComparison.Ordinal)
                && _failures.TryDequeue(out failure))
            {
                if (failure.IsDone)
                {
                    Do(context.Request, key, body.ToArray());
                }

                Error(context, failure.Status, failure.Code);
                return;
            }

            (int status, string? tag, byte[] content) = Do(context.Request, key, body.ToArray());
            if (status >= 400)
            {
                Error(context, status, status == 404 ? "NoSuchKey" : "PreconditionFailed");
                return;
            }

            context.Response.StatusCode = status;
            context.Response.Headers["ETag"] = tag;
            if (status == 200)
            {
                context.Response.OutputStream.Write(content);
            }

            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException or InvalidOperationException)
        {
        }
    }

    private (int Status, string? Tag, byte[] Content) Do(HttpListenerRequest request, string key, byte[] body)
    {
        lock (_gate)
        {
            if (key.Length == 0 && request.HttpMethod == "GET")
            {
                return (200, null, Encoding.UTF8.GetBytes(List(request)));
            }

            bool isThere = _objects.TryGetValue(key, out (byte[] Content, string Tag, DateTimeOffset) found);
            string? match = IsCareless ? null : request.Headers["If-Match"];
            string? noneMatch = IsCareless ? null : request.Headers["If-None-Match"];
            switch (request.HttpMethod)
            {
                case "GET":
                    return !isThere ? (404, null, []) : noneMatch == found.Tag ? (304, found.Tag, []) : (200, found.Tag, found.Content);
                case "PUT" when (noneMatch == "*" && isThere) || (match is not null && isThere && match != found.Tag):
                    return (412, null, []);
                case "PUT" when match is not null && !isThere:
                    return (404, null, []);
                case "PUT":
                    Put(key, body);
                    return (200, TagOf(body), []);
                default:
                    _objects.Remove(key);
                    return (204, null, []);
            }
        }
    }

    private string List(HttpListenerRequest request)
    {
        string prefix = request.QueryString["prefix"] ?? "";
        string? delimiter = request.QueryString["delimiter"];
        string after = request.QueryString["continuation-token"] ?? "";
        string? FolderOf(string key) => delimiter is { Length: > 0 } && key.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal) is
            >= 0 and var at ? key[..(at + delimiter.Length)] : null;
        string[] all = [.. _objects.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(key => FolderOf(key) ?? key).Distinct().Where(name => string.CompareOrdinal(name, after) > 0).Take(Page + 1)];
        var text = new StringBuilder("<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>models</Name>");
        foreach (string name in all.Take(Page))
        {
            text.Append(_objects.TryGetValue(name, out (byte[] Content, string Tag, DateTimeOffset Written) one)
                ? string.Create(CultureInfo.InvariantCulture, $"<Contents><Key>{name}</Key><Size>{one.Content.Length}</Size>"
                    + $"<LastModified>{one.Written.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}</LastModified></Contents>")
                : $"<CommonPrefixes><Prefix>{name}</Prefix></CommonPrefixes>");
        }

        bool isMore = all.Length > Page;
        text.Append(isMore ? $"<IsTruncated>true</IsTruncated><NextContinuationToken>{all[Page - 1]}</NextContinuationToken>"
            : "<IsTruncated>false</IsTruncated>");
        return text.Append("</ListBucketResult>").ToString();
    }

    private static void Error(HttpListenerContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/xml";
        context.Response.OutputStream.Write(Encoding.UTF8.GetBytes($"<Error><Code>{code}</Code><Message>as asked.</Message></Error>"));
        context.Response.Close();
    }

    private sealed record Failure(string Request, int Status, string Code, bool IsDone);
}
