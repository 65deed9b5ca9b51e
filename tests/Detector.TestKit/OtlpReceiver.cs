using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Detector.TestKit;

/// <summary>A span as a collector gets it: identifiers in hexadecimal, attributes as text.</summary>
public sealed record OtlpSpan(
    string TraceId, string SpanId, string ParentId, string Name, IReadOnlyDictionary<string, string> Attributes,
    IReadOnlyList<(string TraceId, string SpanId)> Links, string Service);

/// <summary>Takes spans as an OpenTelemetry collector does, over HTTP or gRPC, and reads of it what tests want to know.</summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OtlpReceiver(WebApplication app) => _app = app;

    public ConcurrentQueue<OtlpSpan> Spans { get; } = new();

    public string Endpoint => _app.Urls.Single();

    public static async Task<OtlpReceiver> StartAsync(bool isGrpc = false)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
            IPAddress.Loopback, 0, listen => listen.Protocols = isGrpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        WebApplication app = builder.Build();
        var receiver = new OtlpReceiver(app);
        app.MapPost("/v1/traces", request => receiver.TakeAsync(request, skipped: 0));
        app.MapPost("/opentelemetry.proto.collector.trace.v1.TraceService/Export", async request =>
        {
            await receiver.TakeAsync(request, skipped: 5); // compressed or not, and the length
            request.Response.ContentType = "application/grpc";
            request.Response.DeclareTrailer("grpc-status");
            await request.Response.Body.WriteAsync(new byte[5]);
            request.Response.AppendTrailer("grpc-status", "0");
        });
        await app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext request, int skipped)
    {
        using var body = new MemoryStream();
        await request.Request.Body.CopyToAsync(body);
        foreach (Field resourceSpans in Fields(body.ToArray().AsMemory(skipped)).Where(field => field.Number == 1))
        {
            string service = Attributes(Parts(resourceSpans, 1).Single(), number: 1)["service.name"];
            foreach (Field span in Parts(resourceSpans, 2).SelectMany(scope => Parts(scope, 2)))
            {
                Spans.Enqueue(new OtlpSpan(
                    Id(span, 1), Id(span, 2), Id(span, 4), Encoding.UTF8.GetString(Parts(span, 5).Single().Bytes.Span),
                    Attributes(span, 9),
                    [.. Parts(span, 13).Select(link => (Id(link, 1), Id(link, 2)))], service));
            }
        }
    }

    private static Dictionary<string, string> Attributes(Field of, int number) => Parts(of, number).ToDictionary(
        pair => Encoding.UTF8.GetString(Parts(pair, 1).Single().Bytes.Span),
        pair => Fields(Parts(pair, 2).Single().Bytes).Select(value => value.Number == 1
            ? Encoding.UTF8.GetString(value.Bytes.Span) : value.Value.ToString(null, null)).Single());

    private static string Id(Field of, int number) =>
        Parts(of, number).Select(part => Convert.ToHexStringLower(part.Bytes.Span)).SingleOrDefault("");

    private static IEnumerable<Field> Parts(Field of, int number) => Fields(of.Bytes).Where(field => field.Number == number);

    private static List<Field> Fields(ReadOnlyMemory<byte> message)
    {
        var fields = new List<Field>();
        for (int at = 0; at < message.Length;)
        {
            long tag = Varint(message, ref at);
            (long value, int length) = (tag & 7) switch
            {
                0 => (Varint(message, ref at), 0),
                1 => (0, 8),
                2 => (0, (int)Varint(message, ref at)),
                5 => (0, 4),
                _ => throw new InvalidDataException($"no protobuf: tag {tag} before byte {at}"),
            };
            fields.Add(new Field((int)(tag >> 3), message.Slice(at, length), value));
            at += length;
        }

        return fields;
    }

    private static long Varint(ReadOnlyMemory<byte> message, ref int at)
    {
        long value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = message.Span[at++];
            value |= (long)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }

    private readonly record struct Field(int Number, ReadOnlyMemory<byte> Bytes, long Value);
}
