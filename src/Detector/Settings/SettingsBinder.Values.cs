using System.Collections;
using System.ComponentModel.DataAnnotations;
using Detector.Core.Text;
using Microsoft.Extensions.Configuration;

namespace Detector.Settings;

internal sealed partial class SettingsBinder
{
    private object? BindValue(IConfigurationSection section, Type type, RangeAttribute? range = null) =>
        ScalarParser.IsScalar(type) ? BindScalar(section, type, range)
        : ValueTypeOfDictionary(type) is { } valueType ? BindDictionary(section, valueType)
        : BindList(section, type.IsArray ? type.GetElementType()! : type.GetGenericArguments()[0], type.IsArray);

    private object? BindScalar(IConfigurationSection section, Type type, RangeAttribute? range)
    {
        if (section.Value is null)
        {
            Report(section.Path, $"expected {ScalarParser.Expected(type)}, not {(section.GetChildren().Any() ? "an object or a list" : "null")}");
            return null;
        }

        string? expected = ScalarParser.TryParse(type, section.Value, out object? value);
        if (expected is not null)
        {
            string? meant = type.IsEnum ? Nearest.Of(section.Value, Enum.GetNames(type)) : null;
            Report(section.Path, range is not null && range.OperandType != typeof(TimeSpan) && ScalarParser.IsWholeNumber(section.Value)
                ? $"must be {Annotations.Describe(range)}, not {section.Value}"
                : $"expected {expected}, not '{section.Value}'" + (meant is null ? "" : $"; did you mean {meant}?"));
        }

        return value;
    }

    private IDictionary BindDictionary(IConfigurationSection section, Type valueType)
    {
        Type type = typeof(Dictionary<,>).MakeGenericType(typeof(string), valueType);
        var result = (IDictionary)Activator.CreateInstance(type, StringComparer.OrdinalIgnoreCase)!;
        if (!string.IsNullOrEmpty(section.Value))
        {
            Report(section.Path, $"expected an object, not '{section.Value}'");
        }

        foreach (IConfigurationSection child in section.GetChildren())
        {
            result[child.Key] = BindElement(child, valueType);
        }

        return result;
    }

    private IList BindList(IConfigurationSection section, Type elementType, bool asArray)
    {
        var result = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(elementType))!;
        if (!string.IsNullOrEmpty(section.Value))
        {
            Report(section.Path, $"expected a list, not '{section.Value}'");
        }

        foreach (IConfigurationSection child in section.GetChildren())
        {
            if (!int.TryParse(child.Key, out _))
            {
                Report(section.Path, $"expected a list, not an object with a key '{child.Key}'");
                break;
            }

            result.Add(BindElement(child, elementType));
        }

        if (!asArray)
        {
            return result;
        }

        var array = Array.CreateInstance(elementType, result.Count);
        result.CopyTo(array, 0);
        return array;
    }

    private object? BindElement(IConfigurationSection section, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return IsRecord(type)
            ? BindRecord(section, Create(type))
            : BindValue(section, type) ?? (type.IsValueType ? Create(type) : null);
    }

    private static bool IsRecord(Type type) =>
        type.IsClass && !ScalarParser.IsScalar(type) && !typeof(IEnumerable).IsAssignableFrom(type);

    private static Type? ValueTypeOfDictionary(Type type) =>
        type.IsGenericType && type.GetGenericArguments() is [var key, var value] && key == typeof(string) ? value : null;
}
