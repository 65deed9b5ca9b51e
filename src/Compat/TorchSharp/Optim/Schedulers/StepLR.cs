namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Multiplies the rate by gamma every so many epochs.</summary>
                public class StepLR : LRScheduler
                {
                    private readonly int _size;
                    private readonly double _gamma;

                    public StepLR(Optimizer optimizer, int step_size, double gamma = 0.1, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        (_size, _gamma) = (step_size, gamma);
                        step();
                    }

                    private protected override double Next(int group) =>
                        LastEpoch == 0 || LastEpoch % _size != 0 ? _groups[group].LearningRate : _groups[group].LearningRate * _gamma;

                    private protected override double At(int group) => _baseRates[group] * Math.Pow(_gamma, LastEpoch / _size);
                }
            }
        }
    }
}
