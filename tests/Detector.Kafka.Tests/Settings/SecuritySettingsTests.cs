using System.ComponentModel.DataAnnotations;
using Detector.Kafka.Settings;

namespace Detector.Kafka.Tests.Settings;

public sealed class SecuritySettingsTests
{
    [Fact]
    public void SaslNeedsAUserAndFilesMustBeThere()
    {
        var settings = new SecuritySettings { Protocol = SecurityProtocol.SaslSsl, CaLocation = "/nowhere/ca.pem" };
        List<ValidationResult> problems = [.. settings.Validate(new ValidationContext(settings))];

        Assert.Equal(["Username", "Password", "CaLocation"], problems.SelectMany(p => p.MemberNames));
        Assert.Contains("/nowhere/ca.pem", problems[2].ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void PasswordsAreNotPrinted()
    {
        var settings = new SourceSettings
        {
            Bootstrap = "b",
            Security = new SecuritySettings { Protocol = SecurityProtocol.SaslSsl,
                Username = "me", Password = "hunter2", KeyPassword = "hunter3" },
        };
        Assert.DoesNotContain("hunter", $"{settings}", StringComparison.Ordinal);
        Assert.Contains("me", $"{settings}", StringComparison.Ordinal);
    }
}
