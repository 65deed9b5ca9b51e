using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Detector.Dashboard.Health;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Detector.Dashboard.OpenApi;

/// <summary>The HTTP API as an OpenAPI 3.1 document, made from the endpoints that are mapped and the types they answer with.</summary>
internal static class OpenApiDocument
{
    private const string Schemas = "#/components/schemas/";

    public static byte[] Of(IEnumerable<Endpoint> endpoints, string version)
    {
        var schemas = new JsonObject();
        var paths = new JsonObject();
        foreach (RouteEndpoint endpoint in endpoints.OfType<RouteEndpoint>()
            .OrderBy(one => one.RoutePattern.RawText, StringComparer.Ordinal))
        {
            if (endpoint.Metadata.GetMetadata<Told>() is { } told)
            {
                bool isChange = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Contains(HttpMethods.Post);
                paths[endpoint.RoutePattern.RawText!] = new JsonObject
                {
                    [isChange ? "post" : "get"] = Operation(endpoint, told, isChange, schemas),
                };
            }
        }

        return Encoding.UTF8.GetBytes(new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Detector",
                ["version"] = version,
                ["description"] = "Streams, alerts, models and retraining. Every path that answers GET answers HEAD.",
            },
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas,
                ["securitySchemes"] = new JsonObject { ["token"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" } },
            },
        }.ToJsonString());
    }

    private static JsonObject Operation(RouteEndpoint endpoint, Told told, bool isChange, JsonObject schemas)
    {
        var operation = new JsonObject { ["summary"] = told.Summary };
        JsonNode[] parameters =
        [
            .. endpoint.RoutePattern.Parameters.Select(one => Parameter(one.Name, "path", null, isRequired: true)),
            .. (told.Query ?? []).Select(one => Parameter(one.Name, "query", one.What, isRequired: false)),
        ];
        if (parameters.Length > 0)
        {
            operation["parameters"] = new JsonArray(parameters);
        }

        if (told.Body is { } body)
        {
            operation["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Content("application/json", body, schemas) };
        }

        operation["responses"] = new JsonObject
        {
            [told.Status.ToString(CultureInfo.InvariantCulture)] = Response(told.Summary, told.Media, told.Answer, schemas),
            ["4XX"] = Response("Refused: why, and what to do.", "application/json", DashboardJson.Readable.ErrorBody, schemas),
        };
        if (told.Answer?.Type == typeof(Readiness))
        {
            operation["responses"]!["503"] = Response("Not ready.", told.Media, told.Answer, schemas);
        }

        // From this machine, reading needs none.
        operation["security"] = isChange
            ? new JsonArray(new JsonObject { ["token"] = new JsonArray() })
            : new JsonArray(new JsonObject(), new JsonObject { ["token"] = new JsonArray() });
        return operation;
    }

    private static JsonObject Parameter(string name, string place, string? what, bool isRequired)
    {
        var parameter = new JsonObject
        {
            ["name"] = name, ["in"] = place, ["required"] = isRequired, ["schema"] = new JsonObject { ["type"] = "string" },
        };
        if (what is not null)
        {
            parameter["description"] = what;
        }

        return parameter;
    }

    private static JsonObject Response(string what, string media, JsonTypeInfo? type, JsonObject schemas) =>
        new() { ["description"] = what, ["content"] = Content(media, type, schemas) };

    private static JsonObject Content(string media, JsonTypeInfo? type, JsonObject schemas) => new()
    {
        [media] = new JsonObject
        {
            ["schema"] = type is null
                ? new JsonObject { ["type"] = "string" }
                : new JsonObject { ["$ref"] = Schemas + Added(type, schemas) },
        },
    };

    private static string Added(JsonTypeInfo type, JsonObject schemas)
    {
        Type one = type.Type.GenericTypeArguments is [var item] ? item : type.Type;
        string name = one == type.Type ? one.Name : one.Name + "List";
        if (!schemas.ContainsKey(name))
        {
            JsonNode schema = type.GetJsonSchemaAsNode(
                new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = WithNull });
            Point(schema, Schemas + name);
            schemas[name] = schema;
        }

        return name;
    }

    // The exporter forgets null where a number may be one of a few words as well.
    private static JsonNode WithNull(JsonSchemaExporterContext context, JsonNode schema)
    {
        if (Nullable.GetUnderlyingType(context.TypeInfo.Type) is not null && schema is JsonObject map && map["anyOf"] is JsonArray kinds)
        {
            kinds.Add(new JsonObject { ["type"] = "null" });
        }

        return schema;
    }

    // A schema's own references begin where it stands.
    private static void Point(JsonNode? node, string place)
    {
        if (node is JsonObject map)
        {
            if (map["$ref"] is JsonValue pointer)
            {
                map["$ref"] = place + ((string)pointer!)[1..];
            }

            foreach ((_, JsonNode? below) in map)
            {
                Point(below, place);
            }
        }
        else if (node is JsonArray list)
        {
            foreach (JsonNode? below in list)
            {
                Point(below, place);
            }
        }
    }
}
