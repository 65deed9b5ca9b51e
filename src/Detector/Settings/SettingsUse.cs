namespace Detector.Settings;

/// <summary>What settings are read for; each use asks for what those before it do, and more.</summary>
internal enum SettingsUse
{
    /// <summary>To look at them, and at models and files: on any machine.</summary>
    Looking,

    /// <summary>To train models on this machine.</summary>
    Training,

    /// <summary>To run the daemon on this machine.</summary>
    Running,
}
