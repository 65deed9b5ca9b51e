using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Detector.Core.Alerts.Incidents;
using Detector.Core.Drift;
using Detector.Streams.Status;
using Json.Schema;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Detector.Dashboard.Tests.OpenApi;

/// <summary>/openapi.json tells of every path, and what is answered is what it tells.</summary>
public sealed class OpenApiTests
{
    private const string Token = "0123456789abcdef";

    [Fact]
    public async Task Every_path_that_is_mapped_is_told_with_its_methods_and_parameters()
    {
        await using var host = await DashboardHost.StartAsync(token: Token, retrainer: new FakeRetrainer());
        var document = await host.GetJsonAsync("/openapi.json");
        Assert.Equal("3.1.0", document.GetProperty("openapi").GetString());
        var paths = document.GetProperty("paths");
        var mapped = host.Endpoints.OfType<RouteEndpoint>().Where(one => one.RoutePattern.RawText != "/api/echo").ToArray();
        Assert.Equal(
            mapped.Select(one => one.RoutePattern.RawText!).Order(StringComparer.Ordinal),
            paths.EnumerateObject().Select(path => path.Name));
        foreach (var endpoint in mapped)
        {
            var isChange = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Contains("POST");
            var operation = paths.GetProperty(endpoint.RoutePattern.RawText!).GetProperty(isChange ? "post" : "get");
            Assert.EndsWith(".", operation.GetProperty("summary").GetString(), StringComparison.Ordinal);
            Assert.Equal(isChange ? 1 : 2, operation.GetProperty("security").GetArrayLength()); // reading needs no token here
            string[] told = operation.TryGetProperty("parameters", out var parameters)
                ? [.. parameters.EnumerateArray().Where(one => one.GetProperty("in").GetString() == "path")
                    .Select(one => one.GetProperty("name").GetString()!)]
                : [];
            Assert.Equal(endpoint.RoutePattern.Parameters.Select(one => one.Name), told);
        }
    }

    [Fact]
    public async Task What_is_answered_is_what_is_told()
    {
        await using var host = await DashboardHost.StartAsync(token: Token, retrainer: new FakeRetrainer());
        var shift = new FieldShift("amount", 0.5, DriftLevel.Drifted, 0, null, "above 310", 0.41, 0.1);
        host.Streams =
        [
            Sample.Stream("cards") with { Drift = new DriftStatus { Level = DriftLevel.Drifted, Fields = [shift] } },
            Sample.Waiting("machines") with { DeliveryObstacle = new(DateTimeOffset.UnixEpoch, "there is no topic 'a'") },
        ];
        host.Add(Sample.Incident(IncidentState.Open) with { Stream = "cards" });
        host.Add(Sample.Alert(1), Sample.Alert(2) with { Key = null, Score = double.PositiveInfinity, Features = [] });
        host.Scores["cards"] = new ScoreHistory(TimeProvider.System);
        var document = JsonNode.Parse((await host.GetJsonAsync("/openapi.json")).GetRawText())!;
        (string Path, string Pattern, string? Body)[] requests =
        [
            ("/readyz", "/readyz", null),
            ("/api/streams", "/api/streams", null),
            ("/api/alerts?limit=5&stream=cards", "/api/alerts", null),
            ("/api/alerts?limit=no", "/api/alerts", null),
            ("/api/streams/cards/scores", "/api/streams/{stream}/scores", null),
            ("/api/streams/crads/scores", "/api/streams/{stream}/scores", null),
            ("/api/streams/cards/what-if", "/api/streams/{stream}/what-if", null),
            ("/api/streams/cards/models", "/api/streams/{stream}/models", null),
            ("/api/streams/busy/retraining", "/api/streams/{stream}/retraining", null),
            ("/api/streams/cards/models/v1/promote", "/api/streams/{stream}/models/{version}/promote", ""),
            ("/api/streams/cards/models/v0/promote", "/api/streams/{stream}/models/{version}/promote", ""),
            ("/api/streams/cards/threshold", "/api/streams/{stream}/threshold", """{"value":6.5}"""),
            ("/api/streams/cards/threshold", "/api/streams/{stream}/threshold", """{"values":6.5}"""),
            ("/api/streams/cards/retrain", "/api/streams/{stream}/retrain", ""),
            ("/api/streams/busy/retrain", "/api/streams/{stream}/retrain", ""),
        ];
        foreach (var (path, pattern, body) in requests)
        {
            using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, path)
            {
                Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
            };
            request.Headers.Authorization = new("Bearer", Token);
            var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
            var answers = document["paths"]![pattern]![body is null ? "get" : "post"]!["responses"]!;
            var status = (int)response.StatusCode;
            var answer = answers[status.ToString(null, null)] ?? answers[$"{status / 100}XX"];
            Assert.True(answer is not null, $"{path}: {status} is not told");
            var schema = answer["content"]!["application/json"]!["schema"]!.AsObject();
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(Fits(document, schema, text), $"{path}: {text}");
            Assert.False(Fits(document, schema, """{"nothing":"like it"}"""), path); // else it would say nothing
        }
    }

    private static bool Fits(JsonNode document, JsonObject schema, string text)
    {
        var whole = new JsonObject { ["$ref"] = (string)schema["$ref"]!, ["$defs"] = document["components"]!["schemas"]!.DeepClone() };
        var json = whole.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal);
        return JsonSchema.FromText(json).Evaluate(JsonDocument.Parse(text).RootElement).IsValid;
    }
}
