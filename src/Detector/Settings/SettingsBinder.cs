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
internal sealed partial class SettingsBinder(List<SettingsError> errors)
{
    private static readonly NullabilityInfoContext Nullability = new();

    /// <summary>A record filled from the section; what the section does not name keeps its default.</summary>
    public T Bind<T>(IConfigurationSection section)
        where T : class, new() => (T)BindRecord(section, new T());

    private object BindRecord(IConfigurationSection section, object record)
    {
        if (!string.IsNullOrEmpty(section.Value))
        {
            Report(section.Path, $"expected an object, not '{section.Value}'");
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
}
