namespace Detector.Dashboard.Models;

/// <summary>What was done, in words.</summary>
internal sealed record DoneBody(string Done);
