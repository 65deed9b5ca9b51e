using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Detector.Dashboard;

/// <summary>The text must be an IPv4 or IPv6 address; whether it may be missing is for <see cref="RequiredAttribute"/> to judge.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class IpAddressAttribute : ValidationAttribute
{
    /// <inheritdoc/>
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is null or "" || (value is string text && IPAddress.TryParse(text, out _))
            ? ValidationResult.Success
            : new ValidationResult(
                $"must be an IP address such as 127.0.0.1, 0.0.0.0 or ::1, not '{value}'",
                validationContext.MemberName is { } member ? [member] : null);
}
