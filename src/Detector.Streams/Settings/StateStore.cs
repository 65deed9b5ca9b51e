namespace Detector.Streams.Settings;

/// <summary>What holds snapshots of keyed state.</summary>
public enum StateStore
{
    /// <summary>A folder of the registry.</summary>
    Folder,

    /// <summary>A compacted topic.</summary>
    Topic,

    /// <summary>Nothing: the topic is read again.</summary>
    None,
}
