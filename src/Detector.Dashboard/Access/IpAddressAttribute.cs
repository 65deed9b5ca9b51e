using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Sockets;

namespace Detector.Dashboard.Access;

/// <summary>The text must be an IPv4 or IPv6 address; whether it may be missing is for <see cref="RequiredAttribute"/> to judge.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class IpAddressAttribute : ValidationAttribute
{
    /// <inheritdoc/>
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is null or "" || (value is string text && IPAddress.TryParse(text, out IPAddress? address) && IsWhole(address, text))
            ? ValidationResult.Success
            : new ValidationResult(
                $"must be an IP address such as 127.0.0.1, 0.0.0.0 or ::1, not '{value}'",
                validationContext.MemberName is { } member ? [member] : null);

    // "1.2.3" and "0x7f.1" are read too, as addresses that hardly anybody means.
    private static bool IsWhole(IPAddress address, string text) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == text;
}
