using System.ComponentModel.DataAnnotations;

namespace Detector.Core.Text;

/// <summary>A rule that may be broken in several places of one setting, such as in two entries of a list.</summary>
[AttributeUsage(AttributeTargets.Property)]
public abstract class SettingRuleAttribute : ValidationAttribute
{
    /// <summary>Everything that is wrong: where below the setting ("" is the setting itself), and what.</summary>
    public abstract IEnumerable<(string Place, string Message)> Problems(object? value);

    /// <inheritdoc/>
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        Problems(value).Select(problem => new ValidationResult(
            problem.Place.Length == 0 ? problem.Message : $"{problem.Place}: {problem.Message}",
            validationContext.MemberName is { } member ? [member] : null)).FirstOrDefault();
}
