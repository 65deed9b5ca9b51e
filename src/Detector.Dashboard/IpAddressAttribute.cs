using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Detector.Dashboard;

/// <summary>The text must be an IPv4 or IPv6 address; absence is for <see cref="RequiredAttribute"/> to judge.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class IpAddressAttribute() : ValidationAttribute("{0} must be an IP address such as 127.0.0.1, 0.0.0.0 or ::1; a host name will not do.")
{
    /// <inheritdoc/>
    public override bool IsValid(object? value) => value is null || (value is string text && IPAddress.TryParse(text, out _));
}
