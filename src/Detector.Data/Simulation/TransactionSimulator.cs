namespace Detector.Data.Simulation;

/// <summary>
/// Card transactions of a small bank, in the order of their time, with known frauds among them; endless, and the same for the
/// same seed and options. Honest holders shop near home by day, have dear and cheap tastes, travel, and sometimes buy something big,
/// so that no single field tells a fraud.
/// </summary>
public sealed class TransactionSimulator
{
    private const double TripChance = 1.0 / 4000;
    private const double FarTripShare = 0.1;
    private const int LeastBurst = 4;
    private const int MostBurst = 9;
    private const double MeanFraudsPerIncident = (3 + ((LeastBurst + MostBurst) / 2.0)) / 4;

    private readonly RandomNumbers _random;
    private readonly Cardholder[] _holders;
    private readonly double _meanGapMs;
    private readonly double _incidentChance;
    private readonly PriorityQueue<Transaction, long> _planned = new();
    private double _clockMs;
    private double _plannedAtMs;
    private int _proposedCard;
    private long _nextId;
    private double _prices = 1;
    private double _distances = 1;

    public TransactionSimulator(long seed, SimulationOptions options)
    {
        _random = new RandomNumbers(seed);
        _clockMs = options.Start.ToUnixTimeMilliseconds();
        _holders = new Cardholder[options.Cards];
        for (int i = 0; i < _holders.Length; i++)
        {
            _holders[i] = new Cardholder(_random, (long)_clockMs);
        }

        // Proposals come at the rate of the busiest hour; each is kept with the chance of its own hour.
        _meanGapMs = TimeSpan.MillisecondsPerDay / (options.Cards * options.TransactionsPerDay / Cardholder.MeanActivity);
        _incidentChance = options.FraudRate / (1 - options.FraudRate) / MeanFraudsPerIncident;
        _plannedAtMs = double.PositiveInfinity;
        Propose();
    }

    /// <summary>
    /// From now on the world is another: everything costs four times as much, and online shops lie 35 times as far away.
    /// </summary>
    public void ChangeWorld() => (_prices, _distances) = (4, 35);

    /// <summary>Makes the next transaction.</summary>
    public void Next(ref Transaction transaction)
    {
        if (_plannedAtMs <= _clockMs)
        {
            TakePlanned(ref transaction);
        }
        else
        {
            MakeHonest(ref transaction);
            if (_random.Chance(_incidentChance))
            {
                PlanIncident();
            }

            Propose();
        }

        transaction.Id = _nextId++;
        _holders[transaction.Card].Record(ref transaction);
    }

    private void Propose()
    {
        do
        {
            _clockMs += _random.Exponential(_meanGapMs);
            _proposedCard = _random.Below(_holders.Length);
        }
        while (!_random.Chance(_holders[_proposedCard].Activity((long)_clockMs)));
    }

    private void MakeHonest(ref Transaction transaction)
    {
        Cardholder holder = _holders[_proposedCard];
        int category = _random.Pick(Category.Weights);
        Category kind = Category.All[category];
        transaction = new Transaction
        {
            TimeMs = (long)_clockMs,
            Card = _proposedCard,
            Category = category,
            Channel = (Channel)_random.Pick(kind.Channels),
            Merchant = holder.FavouriteMerchant(category, _random),
            Amount = Round(_prices * holder.Level * _random.LogNormal(kind.Median, kind.Sigma), category),
            Recurring = category == Category.Subscription,
            Country = holder.CountryAt((long)_clockMs),
        };
        Place(ref transaction, holder);
        if (_random.Chance(TripChance) && holder.AwayUntilMs < transaction.TimeMs)
        {
            int country = _random.Chance(FarTripShare)
                ? _random.Below(Country.All.Length - Country.NearCount) + Country.NearCount
                : _random.Below(Country.NearCount);
            holder.Travel(country, transaction.TimeMs + (long)(_random.Uniform(2, 10) * TimeSpan.MillisecondsPerDay));
        }
    }

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
            Amount = Round(_prices * _random.LogNormal(median, 0.4), category),
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

    // Shops are where the holder is; an online payment is placed by its network address, which is less exact.
    private void Place(ref Transaction transaction, Cardholder holder)
    {
        double local = transaction.Channel == Channel.Online ? _distances * _random.LogNormal(12, 0.8) : _random.LogNormal(4, 1);
        double away = Country.DistanceKm(holder.Home, transaction.Country);
        transaction.DistanceKm = away == 0 ? local : away * _random.LogNormal(1, 0.15);
    }

    // Machines give notes.
    private static double Round(double amount, int category) =>
        category == Category.Cash ? Math.Max(10, 10 * Math.Round(amount / 10)) : Math.Max(0.5, Math.Round(amount, 2));
}
