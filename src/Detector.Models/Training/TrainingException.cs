namespace Detector.Models.Training;

/// <summary>Rows or settings that no model can be trained with; the message says which and what would help.</summary>
public sealed class TrainingException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What is made of settings, unless these are wrong for it (<see cref="ArgumentException"/>).</summary>
    /// <exception cref="TrainingException">They are; the message is the same.</exception>
    internal static T Unless<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (ArgumentException e)
        {
            throw new TrainingException(e.Message, e);
        }
    }
}
