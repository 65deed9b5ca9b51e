namespace Detector.Kafka.Settings;

/// <summary>How a user proves who it is.</summary>
public enum SaslMechanism
{
    /// <summary>User name and password as they are; over TLS only, in practice.</summary>
    Plain,

    /// <summary>SCRAM with SHA-256: the password is not sent.</summary>
    ScramSha256,

    /// <summary>SCRAM with SHA-512: the password is not sent.</summary>
    ScramSha512,
}
