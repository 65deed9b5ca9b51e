namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Falls along half a cosine from the initial rate to eta_min at epoch T_max, and rises again.</summary>
                public class CosineAnnealingLR : LRScheduler
                {
                    private readonly double _length;
                    private readonly double _lowest;

                    public CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        (_length, _lowest) = (T_max, eta_min);
                        step();
                    }

                    private protected override double Next(int group)
                    {
                        var rate = _groups[group].LearningRate;
                        if (LastEpoch == 0)
                            return rate;
                        if ((LastEpoch - 1 - _length) % (2 * _length) == 0)
                            return rate + ((_baseRates[group] - _lowest) * (1 - Math.Cos(Math.PI / _length)) / 2);
                        return (1 + Math.Cos(Math.PI * LastEpoch / _length)) / (1 + Math.Cos(Math.PI * (LastEpoch - 1) / _length)) * (rate - _lowest) + _lowest;
                    }

                    private protected override double At(int group) =>
                        _lowest + ((_baseRates[group] - _lowest) * (1 + Math.Cos(Math.PI * LastEpoch / _length)) / 2);
                }
            }
        }
    }
}
