namespace Detector.Data.Simulation;

/// <summary>Someone with a card: where they live, when and how they spend, and what the card's issuer remembers of it.</summary>
internal sealed class Cardholder
{
    // Transactions of an honest hour are few; a burst of more than this is counted as this many.
    private const int Remembered = 16;
    private const double HabitWeight = 0.05;

    // Relative chance of a purchase in each local hour.
    private static readonly double[] DayHours =
        [0.06, 0.03, 0.02, 0.02, 0.02, 0.05, 0.2, 0.45, 0.6, 0.65, 0.7, 0.85, 1, 0.9, 0.7, 0.7, 0.8, 0.95, 1, 0.85, 0.6, 0.4, 0.25, 0.12];

    private readonly long[] _recent = new long[Remembered];
    private readonly int _hourShift;
    private readonly int _merchantSeed;
    private double _habit;
    private int _next;

    public Cardholder(RandomNumbers random, long startMs)
    {
        Home = random.Pick(Country.Weights);
        Level = random.LogNormal(1, 0.4);
        _habit = Level * 35;
        _hourShift = 1 + (random.Chance(0.06) ? -9 : 0); // Central European time; a few work at night
        _merchantSeed = random.Below(1 << 20);
        Array.Fill(_recent, long.MinValue / 2);
        Remember(startMs - (long)(random.Exponential(0.25) * TimeSpan.MillisecondsPerDay));
    }

    public int Home { get; }

    /// <summary>Spending relative to the average.</summary>
    public double Level { get; }

    /// <summary>Where the holder is, until <see cref="AwayUntilMs"/>.</summary>
    public int AwayCountry { get; private set; }

    public long AwayUntilMs { get; private set; }

    /// <summary>Relative chance of a purchase at the time, 0..1.</summary>
    public double Activity(long timeMs)
    {
        long hour = (timeMs / (long)TimeSpan.MillisecondsPerHour) + _hourShift + 24;
        return DayHours[(int)(hour % 24)];
    }

    public static double MeanActivity { get; } = DayHours.Average();

    public int CountryAt(long timeMs) => timeMs < AwayUntilMs ? AwayCountry : Home;

    public void Travel(int country, long untilMs) => (AwayCountry, AwayUntilMs) = (country, untilMs);

    /// <summary>One of the few merchants of a category that the holder goes to.</summary>
    public int FavouriteMerchant(int category, RandomNumbers random) => Merchant(category, (_merchantSeed + random.Below(4)) * 31);

    public static int Merchant(int category, int number) => (category * 1000) + (int)((uint)number % 1000);

    /// <summary>Fills what the issuer knows from the card's history, and adds the transaction to it.</summary>
    public void Record(ref Transaction transaction)
    {
        transaction.AmountRatio = transaction.Amount / _habit;
        long last = _recent[(_next + Remembered - 1) % Remembered];
        transaction.SecondsSinceLast = (transaction.TimeMs - last) / 1000.0;
        transaction.LastHour = 0;
        foreach (long time in _recent)
        {
            transaction.LastHour += transaction.TimeMs - time < TimeSpan.MillisecondsPerHour ? 1 : 0;
        }

        Remember(transaction.TimeMs);
        _habit += HabitWeight * (Math.Min(transaction.Amount, 10 * _habit) - _habit);
    }

    private void Remember(long timeMs)
    {
        _recent[_next] = timeMs;
        _next = (_next + 1) % Remembered;
    }
}
