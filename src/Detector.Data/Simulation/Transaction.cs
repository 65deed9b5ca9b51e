namespace Detector.Data.Simulation;

/// <summary>One simulated card transaction, and the truth about it.</summary>
public struct Transaction
{
    public long Id;

    /// <summary>Unix milliseconds, UTC.</summary>
    public long TimeMs;

    public int Card;

    public int Merchant;

    /// <summary>Index into <see cref="Simulation.Category.All"/>.</summary>
    public int Category;

    public Channel Channel;

    /// <summary>Where it took place; index into <see cref="Simulation.Country.All"/>.</summary>
    public int Country;

    public double Amount;

    /// <summary>The amount over the card's running mean.</summary>
    public double AmountRatio;

    /// <summary>Kilometres from the cardholder's home.</summary>
    public double DistanceKm;

    public double SecondsSinceLast;

    /// <summary>The card's transactions of the hour before, without this one.</summary>
    public int LastHour;

    public bool Recurring;

    public FraudKind Fraud;
}
