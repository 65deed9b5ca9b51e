namespace Detector.Simulation;

/// <summary>How a card was used.</summary>
internal enum Channel
{
    Chip,
    Contactless,
    Online,
    Atm,
}
