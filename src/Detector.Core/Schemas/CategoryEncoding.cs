namespace Detector.Core.Schemas;

/// <summary>How a category becomes features.</summary>
public enum CategoryEncoding
{
    /// <summary>One feature for each known value and one for every other.</summary>
    OneHot,

    /// <summary>One feature for each of a fixed number of hash buckets.</summary>
    Hashing,
}
