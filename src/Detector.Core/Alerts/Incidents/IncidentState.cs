namespace Detector.Core.Alerts.Incidents;

/// <summary>Whether an incident goes on.</summary>
public enum IncidentState
{
    /// <summary>It has begun.</summary>
    Open,

    /// <summary>It is over.</summary>
    Closed,
}
