namespace Detector.Data.Simulation;

/// <summary>How a card was used.</summary>
public enum Channel
{
    Chip,
    Contactless,
    Online,
    Atm,
}
