using System.ComponentModel.DataAnnotations;

namespace Detector.Dashboard.Tests;

public sealed class HttpSettingsTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("fe80::1")]
    public void Addresses_of_both_kinds_are_fine(string address) => Assert.Empty(Errors(new HttpSettings { Address = address }));

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1:80")]
    [InlineData("http://127.0.0.1")]
    [InlineData("1.2.3")]
    [InlineData("127.1")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("2130706433")]
    public void Anything_else_is_refused_by_name(string address) => Assert.Equal(
        $"must be an IP address such as 127.0.0.1, 0.0.0.0 or ::1, not '{address}'",
        Assert.Single(Errors(new HttpSettings { Address = address })).ErrorMessage);

    [Fact]
    public void All_errors_come_at_once() =>
        Assert.Equal(
            ["Address", "Port", "RecentAlerts"],
            Errors(new HttpSettings { Address = "", Port = 65536, RecentAlerts = 0 }).SelectMany(error => error.MemberNames).Order());

    [Theory]
    [InlineData("*", true)]
    [InlineData("detector.example.org", true)]
    [InlineData("*.example.org", true)]
    [InlineData("[::1]", true)]
    [InlineData("10.0.0.5", true)]
    [InlineData("detector.example.org:9464", false)]
    [InlineData("http://detector.example.org", false)]
    [InlineData("::1", false)]
    [InlineData("a.*.org", false)]
    [InlineData("", false)]
    [InlineData("detector\n", false)]
    public void Hosts_are_names_without_a_port(string host, bool isFine) =>
        Assert.Equal(isFine, Errors(new HttpSettings { AllowedHosts = ["localhost", host] }).Count == 0);

    [Theory]
    [InlineData("0123456789abcdef", true)]
    [InlineData("0123456789abcde", false)]
    [InlineData("0123456789 abcdef", false)]
    [InlineData("0123456789abcdef\n", false)]
    [InlineData("0123456789abcdéf", false)]
    public void A_token_can_be_sent_and_not_be_guessed(string token, bool isFine)
    {
        var errors = Errors(new HttpSettings { Token = token });

        Assert.Equal(isFine, errors.Count == 0);
        Assert.DoesNotContain(errors, error => error.ErrorMessage!.Contains(token, StringComparison.Ordinal));
    }

    [Fact]
    public void The_defaults_are_valid_and_stay_on_this_machine()
    {
        Assert.Empty(Errors(new HttpSettings()));
        Assert.Equal("127.0.0.1", new HttpSettings().Address);
    }

    private static List<ValidationResult> Errors(HttpSettings settings)
    {
        var errors = new List<ValidationResult>();
        Validator.TryValidateObject(settings, new ValidationContext(settings), errors, validateAllProperties: true);
        return errors;
    }
}
