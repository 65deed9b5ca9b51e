namespace Detector.Core.Schemas;

/// <summary>What is done with a message that lacks a field, or whose field cannot be read.</summary>
public enum MissingPolicy
{
    /// <summary>The message goes to the dead letters.</summary>
    Reject,

    /// <summary>The field's mean over the training rows stands in (for a category: the "other" bucket).</summary>
    Mean,

    /// <summary><see cref="FieldSettings.Constant"/> stands in.</summary>
    Constant,
}
