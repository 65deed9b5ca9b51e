namespace Detector.Models.Training;

/// <summary>Rows or settings that no model can be trained with; the message says which and what would help.</summary>
public sealed class TrainingException(string message, Exception? inner = null) : Exception(message, inner);
