using System.Collections;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Runtime.CompilerServices;
using Detector.Core.Text;
using Microsoft.Extensions.Configuration;

namespace Detector.Settings;

/// <summary>
/// Fills records from configuration sections and gathers everything that is wrong on the way; the framework's own binder
/// stops at the first error, ignores unknown keys and appends to lists that have a default.
/// </summary>
internal sealed class SettingsBinder(List<SettingsError> errors)
{
    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>A record filled from the section; what the section does not name keeps its default.</summary>
    public T Bind<T>(IConfigurationSection section)
        where T : class, new() => (T)BindRecord(section, new T());

    private object BindRecord(IConfigurationSection section, object record)
    {
        if (section.Value is not null)
        {
            string found = section.Value.Length == 0 ? "an empty text or list" : $"'{section.Value}'";
            Report(section.Path, $"expected an object, not {found}");
            return record;
        }

        int before = errors.Count;
        PropertyInfo[] properties = [.. record.GetType().GetProperties().Where(p => p.SetMethod is not null)];
        IConfigurationSection[] children = [.. section.GetChildren()];
        ReportUnknownKeys(children, properties);
        foreach (PropertyInfo property in properties)
        {
            IConfigurationSection? child = Array.Find(children, c => IsKey(c, property));
            string path = child?.Path ?? ConfigurationPath.Combine(section.Path, property.Name);
            int beforeProperty = errors.Count;
            BindProperty(child, section.GetSection(property.Name), property, record);
            if (errors.Count == beforeProperty)
            {
                errors.AddRange(Annotations.Check(path, property, record));
            }
        }

        if (errors.Count == before)
        {
            errors.AddRange(Annotations.CheckWhole(section.Path, record));
        }

        return record;
    }

    /// <param name="named">The property's section; null where the configuration does not name it.</param>
    /// <param name="section">The same section, or an empty one.</param>
    private void BindProperty(IConfigurationSection? named, IConfigurationSection section, PropertyInfo property, object record)
    {
        object? current = property.GetValue(record);
        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        bool empty = named is null || (named.Value is null && !named.GetChildren().Any());
        if (IsRecord(type) && !(empty && current is null))
        {
            // Also where nothing names it: a default record may lack what must be given.
            property.SetValue(record, BindRecord(named ?? section, current is null ? Create(type) : Clone(current)));
        }
        else if (!empty)
        {
            if (BindValue(named!, type, property.GetCustomAttribute<RangeAttribute>()) is { } value)
            {
                property.SetValue(record, value);
            }
        }
        else if (named is not null)
        {
            BindNull(named, property, record);
        }
        else if (property.IsDefined(typeof(RequiredMemberAttribute)))
        {
            Report(section.Path, "is missing" + Described(property));
        }
    }

    // A null and an empty object look alike in a configuration.
    private void BindNull(IConfigurationSection section, PropertyInfo property, object record)
    {
        if (ValueTypeOfDictionary(property.PropertyType) is not null)
        {
            property.SetValue(record, BindValue(section, property.PropertyType));
        }
        else if (Nullability.Create(property).WriteState != NullabilityState.NotNull)
        {
            property.SetValue(record, null);
        }
        else
        {
            Report(section.Path, "must not be null; leave it out to keep the default");
        }
    }

    private object? BindValue(IConfigurationSection section, Type type, RangeAttribute? range = null) =>
        ScalarParser.IsScalar(type) ? BindScalar(section, type, range)
        : ValueTypeOfDictionary(type) is { } valueType ? BindDictionary(section, valueType)
        : BindList(section, type.IsArray ? type.GetElementType()! : type.GetGenericArguments()[0], type.IsArray);

    private object? BindScalar(IConfigurationSection section, Type type, RangeAttribute? range)
    {
        if (section.Value is null)
        {
            string found = section.GetChildren().Any() ? "an object or a list" : "null";
            Report(section.Path, $"expected {ScalarParser.Expected(type)}, not {found}");
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

    private void ReportUnknownKeys(IEnumerable<IConfigurationSection> children, PropertyInfo[] properties)
    {
        foreach (IConfigurationSection child in children.Where(c => !Array.Exists(properties, p => IsKey(c, p))))
        {
            string? meant = Nearest.Of(child.Key, properties.Select(p => p.Name));
            string known = string.Join(", ", properties.Select(p => p.Name).Order(StringComparer.Ordinal));
            Report(child.Path, "unknown key; " + (meant is null ? "known here: " + known : $"did you mean {meant}?"));
        }
    }

    private void Report(string path, string message) => errors.Add(new SettingsError(path, message) { IsUnread = true });

    /// <summary>": " and the property's description, where it has one.</summary>
    internal static string Described(PropertyInfo property) =>
        property.GetCustomAttribute<DescriptionAttribute>() is { } description ? ": " + description.Description : "";

    private static object Create(Type type) => Activator.CreateInstance(type)!;

    // A default may be shared between instances of its owner, so it is copied before it is filled.
    private static object Clone(object record) => record.GetType().GetMethod("<Clone>$")?.Invoke(record, null) ?? record;

    private static bool IsKey(IConfigurationSection section, PropertyInfo property) =>
        section.Key.Equals(property.Name, StringComparison.OrdinalIgnoreCase);

    private static bool IsRecord(Type type) =>
        type.IsClass && !ScalarParser.IsScalar(type) && !typeof(IEnumerable).IsAssignableFrom(type);

    private static Type? ValueTypeOfDictionary(Type type) =>
        type.IsGenericType && type.GetGenericArguments() is [var key, var value] && key == typeof(string) ? value : null;
}
