namespace Detector.Core.State;

/// <summary>How verdicts that come by themselves find their events.</summary>
/// <param name="Form">What their names are made of; states with others are not gone on with.</param>
/// <param name="Within">How long after its event a verdict may come; so long the event is remembered.</param>
public sealed record VerdictNames(string Form, TimeSpan Within);
