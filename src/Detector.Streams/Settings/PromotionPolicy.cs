namespace Detector.Streams.Settings;

/// <summary>When a model that a stream has trained by itself serves.</summary>
public enum PromotionPolicy
{
    /// <summary>Where it is not worse than the one that serves, on later events than both were trained on.</summary>
    WhenNotWorse,

    /// <summary>Never by itself: where it is not worse, it waits for `detector models promote`.</summary>
    Ask,

    /// <summary>In any case in which it gives scores at all.</summary>
    Always,
}
