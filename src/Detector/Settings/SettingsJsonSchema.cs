using System.Collections;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Detector.Core.Schemas;
using Detector.Core.Text;
using Detector.Dashboard.Access;
using Detector.Kafka.Settings;

namespace Detector.Settings;

/// <summary>A JSON schema (draft 2020-12) of the settings file, made from the same records that the file is read into.</summary>
internal static class SettingsJsonSchema
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Converters = { new JsonStringEnumConverter() },
        RespectNullableAnnotations = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOutComputed } },
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    /// <summary>The schema's text, with a line feed at its end.</summary>
    public static string Text()
    {
        var exporter = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Transform };
        var document = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Settings of Detector",
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["properties"] = new JsonObject
            {
                ["$schema"] = new JsonObject { ["type"] = "string" },
                [LoggingSettings.Section] = Options.GetJsonSchemaAsNode(typeof(LoggingSettings), exporter),
                [DetectorSettings.Section] = Options.GetJsonSchemaAsNode(typeof(DetectorSettings), exporter),
            },
        };
        return document.ToJsonString(Options) + "\n";
    }

    // As when the file is read: what has no setter is no setting.
    private static void LeaveOutComputed(JsonTypeInfo type)
    {
        foreach (JsonPropertyInfo property in type.Properties.Where(p => p.Set is null).ToArray())
        {
            type.Properties.Remove(property);
        }
    }

    private static JsonNode Transform(JsonSchemaExporterContext context, JsonNode node)
    {
        if (node is not JsonObject schema)
        {
            return node;
        }

        if ((Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type) == typeof(TimeSpan))
        {
            schema["pattern"] = "^\\s*-?([0-9.]+\\s*(ms|s|m|min|h|d)|([0-9]+\\.)?[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]+)?)?)\\s*$";
        }

        if (context.PropertyInfo is { AttributeProvider: PropertyInfo property } info)
        {
            Annotate(schema, property);
            AddDefault(schema, property, info);
        }

        return Described(schema, context.PropertyInfo?.AttributeProvider);
    }

    private static void Annotate(JsonObject schema, PropertyInfo property)
    {
        if (property.GetCustomAttribute<RangeAttribute>() is { } range && range.OperandType != typeof(TimeSpan))
        {
            AddBound(schema, range.MinimumIsExclusive ? "exclusiveMinimum" : "minimum", range.Minimum);
            AddBound(schema, range.MaximumIsExclusive ? "exclusiveMaximum" : "maximum", range.Maximum);
        }

        if (property.GetCustomAttribute<ZeroOrInRangeAttribute>() is { } zeroOr)
        {
            schema["anyOf"] = new JsonArray(
                new JsonObject { ["const"] = 0 }, new JsonObject { ["minimum"] = zeroOr.Least, ["maximum"] = zeroOr.Most });
        }

        if (property.GetCustomAttribute<EachInRangeAttribute>() is { } each)
        {
            schema["items"]!["minimum"] = each.Least;
            schema["items"]!["maximum"] = each.Most;
        }

        bool text = property.PropertyType == typeof(string);
        if (property.GetCustomAttribute<StringLengthAttribute>() is { } length)
        {
            schema["minLength"] = length.MinimumLength;
            schema["maxLength"] = length.MaximumLength;
        }

        if (property.GetCustomAttribute<MinLengthAttribute>() is { } least)
        {
            schema[text ? "minLength" : "minItems"] = least.Length;
        }

        if (property.GetCustomAttribute<MaxLengthAttribute>() is { } largest)
        {
            schema[text ? "maxLength" : "maxItems"] = largest.Length;
        }

        if (property.GetCustomAttribute<RequiredAttribute>() is { AllowEmptyStrings: false } && text && !schema.ContainsKey("minLength"))
        {
            schema["minLength"] = 1;
        }

        if (property.GetCustomAttribute<RegularExpressionAttribute>() is { } pattern)
        {
            schema["pattern"] = Whole(pattern.Pattern);
        }

        if (property.GetCustomAttribute<TextRuleAttribute>() is { } rule)
        {
            AddRule(text ? schema : (JsonObject)schema["items"]!, rule);
        }

        if (property.GetCustomAttribute<LibrdkafkaOptionsAttribute>() is { } options)
        {
            schema["propertyNames"] = new JsonObject
            {
                ["enum"] = new JsonArray([.. options.Names.Order(StringComparer.Ordinal).Select(name => JsonValue.Create(name))]),
            };
        }

        if (property.IsDefined(typeof(IpAddressAttribute)))
        {
            schema["anyOf"] = new JsonArray(new JsonObject { ["format"] = "ipv4" }, new JsonObject { ["format"] = "ipv6" });
        }

        if (property.Name == nameof(DetectorSettings.Streams))
        {
            schema["propertyNames"] = new JsonObject { ["pattern"] = Whole(StreamName.Form) };
        }
    }

    private static void AddRule(JsonObject schema, TextRuleAttribute rule)
    {
        if (rule.Values.Count > 0)
        {
            schema["enum"] = new JsonArray([.. rule.Values.Select(value => JsonValue.Create(value))]);
        }
        else
        {
            schema["pattern"] = Whole(rule.Pattern);
        }
    }

    private static string Whole(string pattern) => $"^(?:{pattern})$";

    private static void AddBound(JsonObject schema, string name, object bound)
    {
        if (!Annotations.IsUnbounded(bound))
        {
            schema[name] = JsonSerializer.SerializeToNode(Convert.ToDouble(bound, CultureInfo.InvariantCulture));
        }
    }

    // Only plain values: what a nested record defaults to is said at its own properties.
    private static void AddDefault(JsonObject schema, PropertyInfo property, JsonPropertyInfo info)
    {
        Type owner = property.DeclaringType!;
        object? value = owner.GetConstructor(Type.EmptyTypes) is null ? null : property.GetValue(Activator.CreateInstance(owner));
        JsonNode? node = value switch
        {
            null or "" => null,
            TimeSpan span => Duration.Format(span),
            _ when ScalarParser.IsScalar(value.GetType()) => JsonSerializer.SerializeToNode(value, info.PropertyType, Options),
            ICollection { Count: > 0 } and not IDictionary => JsonSerializer.SerializeToNode(value, info.PropertyType, Options),
            _ => null,
        };
        if (node is not null)
        {
            schema["default"] = node;
        }
    }

    // The description comes first, where an editor's reader looks for it.
    private static JsonObject Described(JsonObject schema, ICustomAttributeProvider? provider)
    {
        if (provider?.GetCustomAttributes(typeof(DescriptionAttribute), false) is [DescriptionAttribute { Description: var text }, ..])
        {
            // A schema has no words for the limits of a text that is a span of time.
            string limits = provider.GetCustomAttributes(typeof(RangeAttribute), false) is [RangeAttribute range, ..]
                && range.OperandType == typeof(TimeSpan)
                ? $" It is {Annotations.Describe(range)}."
                : "";
            schema.Insert(0, "description", text + limits);
        }

        return schema;
    }
}
