using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Detector.Kafka.Settings;

/// <summary>How to reach brokers that ask who is there.</summary>
public sealed record SecuritySettings : IValidatableObject
{
    [Description("Plaintext, Ssl, SaslPlaintext or SaslSsl.")]
    public SecurityProtocol Protocol { get; init; } = SecurityProtocol.Plaintext;

    [Description("SASL: Plain, ScramSha256 or ScramSha512.")]
    public SaslMechanism SaslMechanism { get; init; } = SaslMechanism.Plain;

    [Description("SASL: the user's name.")]
    public string? Username { get; init; }

    [Description("SASL: the user's password; better given in the environment than in a file.")]
    public string? Password { get; init; }

    [Description("TLS: file with the certificates (PEM) of the authorities to trust. Default: the system's.")]
    public string? CaLocation { get; init; }

    [Description("TLS: file with the client's own certificate (PEM), where brokers ask for one.")]
    public string? CertificateLocation { get; init; }

    [Description("TLS: file with the private key (PEM) of the client's certificate.")]
    public string? KeyLocation { get; init; }

    [Description("TLS: the private key's password.")]
    public string? KeyPassword { get; init; }

    internal bool UsesSasl => Protocol is SecurityProtocol.SaslPlaintext or SecurityProtocol.SaslSsl;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (UsesSasl && string.IsNullOrEmpty(Username))
        {
            yield return new ValidationResult($"is missing: {Protocol} needs a user", [nameof(Username)]);
        }

        if (UsesSasl && string.IsNullOrEmpty(Password))
        {
            yield return new ValidationResult($"is missing: {Protocol} needs a password", [nameof(Password)]);
        }

        foreach ((string name, string? file) in new[]
                 {
                     (nameof(CaLocation), CaLocation),
                     (nameof(CertificateLocation), CertificateLocation),
                     (nameof(KeyLocation), KeyLocation),
                 })
        {
            if (!string.IsNullOrEmpty(file) && !File.Exists(file))
            {
                yield return new ValidationResult($"there is no file '{file}'", [name]);
            }
        }
    }

    /// <summary>Without the passwords, which a record would print.</summary>
    public override string ToString() => $"{Protocol} {SaslMechanism} {Username}";
}
