using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Detector.Core.Text;
using Microsoft.Extensions.Configuration;

namespace Detector.Settings;

/// <summary>Checks settings against their own annotations, in words that name the value.</summary>
internal static class Annotations
{
    /// <summary>What is wrong with one property, by its attributes.</summary>
    public static IEnumerable<SettingsError> Check(string path, PropertyInfo property, object record)
    {
        object? value = property.GetValue(record);
        foreach (ValidationAttribute attribute in property.GetCustomAttributes<ValidationAttribute>())
        {
            SettingsError[] errors = [.. Problems(path, attribute, property, record, value)];
            if (errors.Length > 0)
            {
                return errors; // one reason a value: what fails [Required] fails the others too
            }
        }

        return [];
    }

    /// <summary>What is wrong with a record as a whole, by its own judgement.</summary>
    public static IEnumerable<SettingsError> CheckWhole(string path, object record)
    {
        foreach (ValidationResult failure in (record as IValidatableObject)?.Validate(new ValidationContext(record)) ?? [])
        {
            string member = failure.MemberNames.FirstOrDefault() is { } name ? ConfigurationPath.Combine(path, name) : path;
            yield return new SettingsError(member, failure.ErrorMessage ?? "is wrong");
        }
    }

    private static IEnumerable<SettingsError> Problems(
        string path, ValidationAttribute attribute, PropertyInfo property, object record, object? value)
    {
        if (attribute is SettingRuleAttribute rule)
        {
            return rule.Problems(value).Select(problem => new SettingsError(
                problem.Place.Length == 0 ? path : ConfigurationPath.Combine(path, problem.Place), problem.Message));
        }

        var context = new ValidationContext(record) { MemberName = property.Name, DisplayName = property.Name };
        return attribute.GetValidationResult(value, context) is { } failure
            ? [new SettingsError(path, Explain(attribute, failure, property, value))]
            : [];
    }

    private static string Explain(
        ValidationAttribute attribute, ValidationResult failure, PropertyInfo property, object? value) => attribute switch
    {
        { ErrorMessage: { } message } => message,
        RequiredAttribute => "is missing" + SettingsBinder.Described(property),
        RangeAttribute range => $"must be {Describe(range)}, not {Text(value)}",
        StringLengthAttribute { MinimumLength: var least, MaximumLength: var most } when least == most =>
            $"must be {Count(most, "character")} long, not '{value}'",
        StringLengthAttribute { MinimumLength: var least, MaximumLength: var most } =>
            $"must be {least} to {Count(most, "character")} long, not '{value}'",
        MinLengthAttribute { Length: var least } =>
            $"needs at least {Count(least, value is string ? "character" : "entry")}, has {Length(value)}",
        MaxLengthAttribute { Length: var most } =>
            $"may have at most {Count(most, value is string ? "character" : "entry")}, has {Length(value)}",
        RegularExpressionAttribute pattern => $"must match {pattern.Pattern}, not '{value}'",
        _ => failure.ErrorMessage ?? "is wrong",
    };

    /// <summary>Such as "between 1 and 1024", "at least 0" or "greater than 0 and at most 1".</summary>
    internal static string Describe(RangeAttribute range)
    {
        string? low = IsUnbounded(range.Minimum) ? null : Text(range.Minimum);
        string? high = IsUnbounded(range.Maximum) ? null : Text(range.Maximum);
        string atLeast = (range.MinimumIsExclusive ? "greater than " : "at least ") + low;
        string atMost = (range.MaximumIsExclusive ? "less than " : "at most ") + high;
        return (low, high) switch
        {
            (_, null) => atLeast,
            (null, _) => atMost,
            _ when range.MinimumIsExclusive || range.MaximumIsExclusive => $"{atLeast} and {atMost}",
            _ => $"between {low} and {high}",
        };
    }

    /// <summary>A bound that only stands for "no bound".</summary>
    internal static bool IsUnbounded(object bound) =>
        bound is int.MaxValue or int.MinValue or double.MaxValue or double.MinValue or double.PositiveInfinity or double.NegativeInfinity;

    private static int Length(object? value) =>
        value is string text ? text.Length : value is IEnumerable list ? list.Cast<object>().Count() : 0;

    private static string Count(int number, string what) =>
        number == 1 ? $"1 {what}" : $"{number} {(what == "entry" ? "entries" : what + "s")}";

    private static string Text(object? value) => value switch
    {
        TimeSpan span => Duration.Format(span),
        string text when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan span) => Duration.Format(span),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
