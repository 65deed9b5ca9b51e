namespace Detector.Core.Schemas;

/// <summary>Something wrong in a schema's settings.</summary>
/// <param name="Path">The setting at fault below the schema's section, such as "Fields:3:Constant".</param>
/// <param name="Message">What is wrong and what would be right.</param>
public sealed record SchemaProblem(string Path, string Message);
