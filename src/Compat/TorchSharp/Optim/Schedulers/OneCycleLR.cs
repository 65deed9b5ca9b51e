namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>
                /// Raises the rate from max_lr / div_factor to max_lr, then lowers it far below where it started, over a known number of steps;
                /// momentum, or beta1, goes the other way.
                /// </summary>
                public class OneCycleLR : LRScheduler
                {
                    private readonly int _totalSteps;
                    private readonly bool _cycleMomentum;
                    private readonly AnnealStrategy _strategy;
                    private readonly Phase[] _phases;

                    public OneCycleLR(
                        Optimizer optimizer, double max_lr, int total_steps = -1, int epochs = -1, int steps_per_epoch = -1, double pct_start = 0.3,
                        AnnealStrategy anneal_strategy = AnnealStrategy.Cos, bool cycle_momentum = true, double base_momentum = 0.85,
                        double max_momentum = 0.95,
                        double div_factor = 25, double final_div_factor = 1e4, bool three_phase = false, int last_epoch = -1, bool verbose = false)
                        : this(
                            optimizer, Each(optimizer, max_lr), total_steps, epochs, steps_per_epoch, pct_start, anneal_strategy, cycle_momentum,
                            Each(optimizer, base_momentum), Each(optimizer, max_momentum), div_factor, final_div_factor, three_phase, last_epoch,
                            verbose)
                    {
                    }

                    /// <exception cref="ArgumentException">The number of steps is not given, or a number lies outside its range.</exception>
                    public OneCycleLR(
                        Optimizer optimizer, IEnumerable<double> max_lr, int total_steps = -1, int epochs = -1, int steps_per_epoch = -1,
                        double pct_start = 0.3,
                        AnnealStrategy anneal_strategy = AnnealStrategy.Cos, bool cycle_momentum = true, IEnumerable<double>? base_momentum = null,
                        IEnumerable<double>? max_momentum = null, double div_factor = 25, double final_div_factor = 1e4, bool three_phase = false,
                        int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        if (cycle_momentum && optimizer is not (IMomentum or IBetas))
                            throw new ArgumentException("optimizer must support momentum with `cycle_momentum` option enabled");
                        if (pct_start is < 0 or > 1)
                            throw new ArgumentException($"Expected float between 0 and 1 for pct_start, but got {pct_start}");
                        _totalSteps = TotalSteps(total_steps, epochs, steps_per_epoch);
                        _cycleMomentum = cycle_momentum;
                        _strategy = anneal_strategy;
                        double[] highest = [.. max_lr];
                        double[] first = [.. highest.Select(rate => rate / div_factor)];
                        double[] last = [.. first.Select(rate => rate / final_div_factor)];
                        double[] low = [.. base_momentum ?? Each(optimizer, 0.85)];
                        double[] high = [.. max_momentum ?? Each(optimizer, 0.95)];
                        var top = (pct_start * _totalSteps) - 1;
                        _phases = three_phase
                            ? [new(top, first, highest, high, low), new((2 * pct_start * _totalSteps) - 2, highest, first, low, high), new(_totalSteps - 1, first, last, high, high)]
                            : [new(top, first, highest, high, low), new(_totalSteps - 1, highest, last, low, high)];
                        step();
                    }

                    public enum AnnealStrategy
                    {
                        Cos,
                        Linear,
                    }

                    private protected override double Next(int group)
                    {
                        if (LastEpoch > _totalSteps)
                            throw new InvalidOperationException($"Tried to step {LastEpoch + 1} times. The specified number of total steps is {_totalSteps}");
                        var start = 0.0;
                        var phase = _phases[0];
                        for (var i = 1; i < _phases.Length && LastEpoch > phase.End; i++)
                            (start, phase) = (phase.End, _phases[i]);
                        var part = (LastEpoch - start) / (phase.End - start);
                        if (_cycleMomentum)
                            SetMomentum(_groups[group], Between(phase.FirstMomentum[group], phase.LastMomentum[group], part));
                        return Between(phase.FirstRate[group], phase.LastRate[group], part);
                    }

                    private static void SetMomentum(ILearningRateController group, double momentum)
                    {
                        if (group is IBetas betas)
                            betas.Betas = (momentum, betas.Betas.Item2);
                        else if (group is IMomentum own)
                            own.Momentum = momentum;
                    }

                    private static IEnumerable<double> Each(Optimizer optimizer, double value) => optimizer.ParamGroups.Select(_ => value);

                    private static int TotalSteps(int total, int epochs, int perEpoch)
                    {
                        if (total == -1 && epochs == -1 && perEpoch == -1)
                            throw new ArgumentException("You must define either total_steps OR (epochs AND steps_per_epoch)");
                        if (total != -1)
                            return total > 0 ? total : throw new ArgumentException($"Expected positive integer total_steps, but got {total}");
                        if (epochs <= 0)
                            throw new ArgumentException($"Expected positive integer epochs, but got {epochs}");
                        return perEpoch > 0 ? epochs * perEpoch : throw new ArgumentException($"Expected positive integer steps_per_epoch, but got {perEpoch}");
                    }

                    private double Between(double first, double last, double part) => _strategy == AnnealStrategy.Cos
                        ? last + ((first - last) / 2.0 * (Math.Cos(Math.PI * part) + 1))
                        : ((last - first) * part) + first;

                    private sealed record Phase(double End, double[] FirstRate, double[] LastRate, double[] FirstMomentum, double[] LastMomentum);
                }
            }
        }
    }
}
