namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>Sets the learning rates of an optimizer's groups, once when made and then at each step.</summary>
            public abstract class LRScheduler
            {
                private protected readonly List<ILearningRateController> _groups;
                private protected readonly double[] _baseRates;
                private readonly double[] _lastRates;
                private readonly bool _verbose;

                private protected LRScheduler(Optimizer optimizer, int last_epoch, bool verbose)
                {
                    ArgumentNullException.ThrowIfNull(optimizer);
                    _groups = [.. optimizer.ParamGroups];
                    _baseRates = [.. _groups.Select(group => group.InitialLearningRate)];
                    _lastRates = [.. _groups.Select(group => group.LearningRate)];
                    _verbose = verbose;
                    LastEpoch = last_epoch;
                }

                private protected int LastEpoch { get; set; }

                public virtual void step() => step(null);

                /// <summary>Goes on to the next epoch, or to the given one.</summary>
                public virtual void step(int? epoch)
                {
                    LastEpoch = epoch ?? LastEpoch + 1;
                    for (var i = 0; i < _groups.Count; i++)
                    {
                        var rate = epoch is null ? Next(i) : At(i);
                        if (_verbose && rate != _lastRates[i])
                            Console.WriteLine($"Adjusting learning rate to {rate}");
                        _lastRates[i] = _groups[i].LearningRate = rate;
                    }
                }

                /// <summary>As <see cref="step(int?)"/>; only a scheduler that watches a metric looks at it.</summary>
                public virtual void step(double current, int? epoch = null) => step(epoch);

                public IEnumerable<double> get_last_lr() => _lastRates;

                /// <summary>The rate of a group at <see cref="LastEpoch"/>, given that it has the rate of the epoch before.</summary>
                private protected abstract double Next(int group);

                /// <summary>The rate of a group at <see cref="LastEpoch"/>, whatever it was before.</summary>
                private protected virtual double At(int group) => Next(group);
            }
        }
    }
}
