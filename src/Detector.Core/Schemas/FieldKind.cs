namespace Detector.Core.Schemas;

/// <summary>What a field of a message means, and so how it becomes numbers.</summary>
public enum FieldKind
{
    /// <summary>A number: one scaled feature.</summary>
    Numeric,

    /// <summary>A text or code out of few: one-hot features with an "other" bucket, or hashed buckets.</summary>
    Categorical,

    /// <summary>True or false: one feature, 1 or 0.</summary>
    Boolean,

    /// <summary>An instant: the sine and cosine of its time of day (UTC).</summary>
    TimeOfDay,

    /// <summary>An instant: the sine and cosine of its time of week (UTC, Monday 0:00 is 0).</summary>
    TimeOfWeek,

    /// <summary>An instant: whether its day (UTC) is one of a list, 1 or 0; a Boolean in all but how it is read.</summary>
    Holiday,
}
