using System.Collections;
using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;

namespace Detector.Models.Bundles;

/// <summary>Finds what JSON's own types allow and a record does not: entries that are null, numbers that are none, values outside their
/// annotations' ranges.</summary>
internal static class RecordCheck
{
    private static readonly ConcurrentDictionary<Type, (PropertyInfo Property, ValidationAttribute[] Rules)[]> Known = new();

    /// <summary>The first thing that is wrong, with its path; null where nothing is.</summary>
    public static string? Find(object value) => Find(value, "");

    private static string? Find(object? value, string path) => value switch
    {
        null => $"{path} is null",
        string or bool or int or long or DateTimeOffset => null,
        double number => double.IsFinite(number) ? null : $"{path} is {number}",
        Enum name => Enum.IsDefined(name.GetType(), name) ? null : $"{path} is {name}",
        IReadOnlyDictionary<string, double> => null, // figures, which may lack one
        IDictionary entries => entries.Keys.Cast<string>().Select(key => Find(entries[key], $"{path}.{key}"))
            .FirstOrDefault(problem => problem is not null),
        IReadOnlyList<int> or IReadOnlyList<long> => null,
        IEnumerable entries => entries.Cast<object?>().Select((entry, i) => Find(entry, $"{path}[{i}]"))
            .FirstOrDefault(problem => problem is not null),
        _ => OfRecord(value, path),
    };

    private static string? OfRecord(object record, string path)
    {
        foreach ((PropertyInfo property, ValidationAttribute[] rules) in Known.GetOrAdd(record.GetType(), PropertiesOf))
        {
            object? value = property.GetValue(record);
            string name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            string place = path.Length == 0 ? name : $"{path}.{name}";
            foreach (ValidationAttribute rule in rules)
            {
                if (rule.GetValidationResult(value,
                    new ValidationContext(record) { MemberName = property.Name, DisplayName = property.Name }) is { } failure)
                {
                    return $"{place} is {Text(value)}: {failure.ErrorMessage}";
                }
            }

            if (value is not null && Find(value, place) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private static string Text(object? value) => value is null or IEnumerable and not string ? "not as it must be"
        : FormattableString.Invariant($"{value}");

    private static (PropertyInfo Property, ValidationAttribute[] Rules)[] PropertiesOf(Type type) =>
        [.. type.GetProperties().Where(property => property.CanWrite)
            .Select(property => (property, property.GetCustomAttributes<ValidationAttribute>().ToArray()))];
}
