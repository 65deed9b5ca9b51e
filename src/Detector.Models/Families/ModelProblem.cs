namespace Detector.Models.Families;

/// <summary>Something wrong in a model's settings.</summary>
/// <param name="Setting">The setting at fault below the model's section, such as "Conv:Kernel".</param>
/// <param name="Message">What is wrong and what would be right.</param>
public sealed record ModelProblem(string Setting, string Message);
