namespace Detector.Data.Simulation.Scenes;

/// <summary>A way that people take, from its beginning to its end. Lengths are in heights of the picture, but x in its widths.</summary>
/// <param name="From">Where it begins.</param>
/// <param name="To">Where it ends.</param>
/// <param name="Tall">How tall somebody is at its beginning.</param>
/// <param name="TallAtEnd">And at its end.</param>
/// <param name="Seconds">From one walker to the next, on average.</param>
internal sealed record SceneLane((double X, double Y) From, (double X, double Y) To, double Tall, double TallAtEnd, double Seconds)
{
    private const double MetresTall = 1.72;

    /// <summary>1 where it leads to the right, -1 to the left.</summary>
    public int Direction => To.X >= From.X ? 1 : -1;

    /// <summary>Whether it begins outside the picture, where a van fits, too.</summary>
    public bool IsFromOutside => From.X is < 0 or > 1;

    /// <summary>A place on it, and how tall somebody is there.</summary>
    /// <param name="progress">0 at its beginning, 1 at its end.</param>
    /// <param name="aspect">The picture's width in its heights.</param>
    public (double X, double Y, double Tall) At(double progress, double aspect) => (
        aspect * (From.X + (progress * (To.X - From.X))), From.Y + (progress * (To.Y - From.Y)),
        Tall + (progress * (TallAtEnd - Tall)));

    /// <summary>How much of it one gets along in a second.</summary>
    /// <param name="metres">Metres a second.</param>
    /// <param name="aspect">The picture's width in its heights.</param>
    public double Progress(double metres, double aspect)
    {
        (double x, double y) = (aspect * (To.X - From.X), To.Y - From.Y);
        return metres * (Tall + TallAtEnd) / 2 / MetresTall / Math.Sqrt((x * x) + (y * y));
    }
}
