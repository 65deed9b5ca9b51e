namespace Detector.Dashboard;

/// <summary>Why a request was refused, and how it is put right.</summary>
internal sealed record ErrorBody(string Error);
