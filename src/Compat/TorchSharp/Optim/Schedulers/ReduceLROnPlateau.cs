namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Multiplies the rate by a factor where a metric has not got better for more than so many epochs.</summary>
                public class ReduceLROnPlateau : LRScheduler
                {
                    private readonly bool _lower;
                    private readonly bool _relative;
                    private readonly double _factor;
                    private readonly double _threshold;
                    private readonly double _eps;
                    private readonly int _patience;
                    private readonly int _cooldown;
                    private readonly double[] _lowest;
                    private double _best;
                    private int _bad;
                    private int _resting;

                    /// <exception cref="ArgumentException">A mode is unknown, or the factor is not below one.</exception>
                    public ReduceLROnPlateau(
                        Optimizer optimizer, string mode = "min", double factor = 0.1, int patience = 10, double threshold = 1e-4, string threshold_mode = "rel",
                        int cooldown = 0, IList<double>? min_lr = null, double eps = 1e-8, bool verbose = false)
                        : base(optimizer, -1, verbose)
                    {
                        if (factor >= 1.0)
                            throw new ArgumentException("Factor should be < 1.0");
                        if (mode is not ("min" or "max"))
                            throw new ArgumentException($"mode {mode} is unknown!");
                        if (threshold_mode is not ("rel" or "abs"))
                            throw new ArgumentException($"threshold mode {threshold_mode} is unknown!");
                        (_lower, _relative) = (mode == "min", threshold_mode == "rel");
                        (_factor, _threshold, _eps, _patience, _cooldown) = (factor, threshold, eps, patience, cooldown);
                        _lowest = [.. _groups.Select((_, i) => min_lr is null or { Count: 0 } ? 0 : min_lr[min_lr.Count == 1 ? 0 : i])];
                        _best = _lower ? double.PositiveInfinity : double.NegativeInfinity;
                    }

                    public override void step() => throw new InvalidOperationException(
                        "step() should not be used with the ReduceLROnPlateau scheduler. Use step(double, int?), instead.");

                    public override void step(int? epoch) => throw new InvalidOperationException(
                        "step(int?) should not be used with the ReduceLROnPlateau scheduler. Use step(double, int?), instead.");

                    public override void step(double current, int? epoch = null)
                    {
                        LastEpoch = epoch ?? LastEpoch + 1;
                        if (IsBetter(current))
                            (_best, _bad) = (current, 0);
                        else
                            _bad++;
                        if (_resting > 0)
                            (_resting, _bad) = (_resting - 1, 0);
                        if (_bad <= _patience)
                            return;
                        for (var i = 0; i < _groups.Count; i++)
                        {
                            var rate = Math.Max(_groups[i].LearningRate * _factor, _lowest[i]);
                            if (_groups[i].LearningRate - rate > _eps)
                                _groups[i].LearningRate = rate;
                        }
                        (_resting, _bad) = (_cooldown, 0);
                    }

                    private protected override double Next(int group) => _groups[group].LearningRate;

                    private bool IsBetter(double current)
                    {
                        var margin = _relative ? _best * _threshold : _threshold;
                        if (double.IsInfinity(_best))
                            return _lower ? current < _best : current > _best;
                        return _lower ? current < _best - margin : current > _best + margin;
                    }
                }
            }
        }
    }
}
