using System.ComponentModel.DataAnnotations;

namespace Detector.Core.Schemas;

/// <summary>A schema has at least one field, unless its messages are frames.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class FieldsUnlessFrameAttribute : ValidationAttribute
{
    /// <inheritdoc/>
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is IReadOnlyList<FieldSettings> { Count: > 0 } || validationContext.ObjectInstance is SchemaSettings { IsFrame: true }
            ? ValidationResult.Success
            : new ValidationResult("a schema needs at least one field", [validationContext.MemberName!]);
}
