namespace Detector.Data.Simulation;

public sealed partial class TransactionSimulator
{
    private const int LeastBurst = 4;
    private const int MostBurst = 9;
    private const double MeanFraudsPerIncident = (3 + ((LeastBurst + MostBurst) / 2.0)) / 4;

    private readonly double _incidentChance;
    private readonly PriorityQueue<Transaction, long> _planned = new();
    private double _plannedAtMs;

    private void TakePlanned(ref Transaction transaction)
    {
        transaction = _planned.Dequeue();
        _plannedAtMs = _planned.TryPeek(out _, out long next) ? next : double.PositiveInfinity;
    }

    /// <summary>A thief takes a card: what they do with it is put in line among the honest transactions to come.</summary>
    private void PlanIncident()
    {
        int card = _random.Below(_holders.Length);
        long now = (long)_clockMs;
        switch ((FraudKind)(1 + _random.Below(4)))
        {
            case FraudKind.Amount:
                int goods = Pick(Category.Electronics, Category.Clothing);
                Plan(FraudKind.Amount, card, now + Minutes(1, 60), goods, Pick(Channel.Online, Channel.Chip), 1500, near: true);
                break;
            case FraudKind.Night:
                int sold = Pick(Category.Electronics, Category.Entertainment);
                Plan(FraudKind.Night, card, NextNight(now), sold, Channel.Online, 450, near: _random.Chance(0.5));
                break;
            case FraudKind.Abroad:
                (int category, Channel channel) = _random.Chance(0.5)
                    ? (Category.Cash, Channel.Atm)
                    : (Category.Electronics, Channel.Chip);
                Plan(FraudKind.Abroad, card, now + Minutes(1, 60), category, channel, 250, near: false);
                break;
            default:
                PlanBurst(card, now + Minutes(1, 60));
                break;
        }
    }

    private void PlanBurst(int card, long timeMs)
    {
        int count = LeastBurst + _random.Below(MostBurst - LeastBurst + 1);
        bool near = _random.Chance(0.3);
        for (int i = 0; i < count; i++)
        {
            Plan(FraudKind.Burst, card, timeMs, Pick(Category.Entertainment, Category.Clothing), Channel.Online, 4, near);
            timeMs += Minutes(0.1, 1.5);
        }
    }

    private void Plan(FraudKind fraud, int card, long timeMs, int category, Channel channel, double median, bool near)
    {
        Cardholder holder = _holders[card];
        var transaction = new Transaction
        {
            TimeMs = timeMs,
            Card = card,
            Category = category,
            Channel = channel,
            Merchant = Cardholder.Merchant(category, _random.Below(1000)),
            Amount = Round(_random.LogNormal(median, 0.4), category),
            Country = near ? holder.Home : Country.NearCount + _random.Below(Country.All.Length - Country.NearCount),
            Fraud = fraud,
        };
        Place(ref transaction, holder);
        _planned.Enqueue(transaction, timeMs);
        _plannedAtMs = Math.Min(_plannedAtMs, timeMs);
    }

    private long Minutes(double low, double high) => (long)(_random.Uniform(low, high) * TimeSpan.MillisecondsPerMinute);

    /// <summary>Between one and four in the coming night.</summary>
    private long NextNight(long timeMs)
    {
        long midnight = ((timeMs / TimeSpan.MillisecondsPerDay) + 1) * TimeSpan.MillisecondsPerDay;
        return midnight + Minutes(60, 240);
    }

    private T Pick<T>(T a, T b) => _random.Chance(0.5) ? a : b;
}
