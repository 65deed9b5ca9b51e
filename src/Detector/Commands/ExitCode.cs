namespace Detector.Commands;

/// <summary>What a command ends with.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>Bad input, bad settings, or something that could not be done.</summary>
    public const int Failure = 1;

    /// <summary>The command line itself is wrong.</summary>
    public const int Usage = 2;

    /// <summary>Ended by Ctrl-C, as a shell expects it (128 + SIGINT).</summary>
    public const int Interrupted = 130;
}
