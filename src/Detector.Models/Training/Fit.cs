using Detector.Models.Families;
using Detector.Models.Settings;
using Detector.Models.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Detector.Models.Training;

/// <summary>Fits a fresh module to rows, by mini-batches, keeping the weights that did best on the held-out rows.</summary>
internal sealed class Fit : IDisposable
{
    /// <summary>The held-out loss is looked at so many times in a fit.</summary>
    public const int Checks = 50;

    private const int EvaluationRows = 8192;

    private readonly ModelSettings _settings;
    private readonly Device _device;
    private readonly Tensor _training;
    private readonly Tensor _heldOut;
    private readonly Autoencoder _module;
    private readonly optim.Optimizer _optimizer;
    private readonly optim.lr_scheduler.LRScheduler _schedule;
    private readonly BatchOrder _order;

    /// <param name="settings">The model and how it is trained.</param>
    /// <param name="training">[N, F] rows to fit to, on the CPU.</param>
    /// <param name="heldOut">[H, F] rows to judge by, on the CPU.</param>
    /// <param name="device">Where to train.</param>
    public Fit(ModelSettings settings, Tensor training, Tensor heldOut, Device device)
    {
        _settings = settings;
        _device = device;
        _training = training.to(device).DetachFromDisposeScope();
        _heldOut = heldOut.to(device).DetachFromDisposeScope();
        _module = ModelBuilder.Create(settings, (int)training.shape[1]);
        _module.to(device);
        _optimizer = Optimizers.Create(settings, _module);
        _order = new BatchOrder((int)training.shape[0], settings.BatchSize, settings.Seed);
        Steps = settings.Epochs is { } epochs ? epochs * _order.BatchesPerEpoch : settings.MaxSteps;
        _schedule = optim.lr_scheduler.OneCycleLR(_optimizer, settings.LearningRate, total_steps: Steps, cycle_momentum: false);
    }

    /// <summary>Steps of the fit, where it does not stop early.</summary>
    public int Steps { get; }

    /// <summary>Rows a step.</summary>
    public int BatchRows => _order.BatchRows;

    /// <summary>Runs the fit.</summary>
    /// <param name="report">Told each point of the learning curve.</param>
    /// <param name="ct">Stops it.</param>
    /// <exception cref="TrainingException">The loss is not a finite number.</exception>
    public FitResult Run(Action<LearningPoint> report, CancellationToken ct)
    {
        var curve = new List<LearningPoint>();
        FitResult? best = null;
        int every = Math.Max(1, Steps / Checks);
        int worse = 0;
        double sum = 0;
        int summed = 0;
        for (int step = 0; step < Steps; step++)
        {
            ct.ThrowIfCancellationRequested();
            sum += SeededTorch.Run(_settings.Seed + 1L + step, Step);
            summed++;
            if ((step + 1) % every != 0 && step + 1 != Steps)
            {
                continue;
            }

            var point = new LearningPoint(step + 1, sum / summed, HeldOutLoss());
            Check(point);
            curve.Add(point);
            report(point);
            (sum, summed) = (0, 0);
            worse++;
            if (best is null || point.HeldOutLoss < best.HeldOutLoss)
            {
                best = new FitResult(Weights.Of(_module), curve, point.Step, point.HeldOutLoss);
                worse = 0;
            }

            if (worse == _settings.EarlyStopping.Patience && worse > 0)
            {
                break;
            }
        }

        return best!;
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _module.Dispose();
        _training.Dispose();
        _heldOut.Dispose();
    }

    private double Step()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor batch = _training.index_select(0, tensor(_order.Next()).to(_device));
        Tensor input = _settings.InputNoise > 0 ? batch + (randn_like(batch) * _settings.InputNoise) : batch;
        _optimizer.zero_grad();
        Tensor loss = _module.Loss(input, batch);
        loss.backward();
        if (_settings.GradientClip > 0)
        {
            nn.utils.clip_grad_norm_(_module.parameters(), _settings.GradientClip);
        }

        _optimizer.step();
        _schedule.step();
        return loss.item<float>();
    }

    private double HeldOutLoss()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable mode = no_grad();
        _module.eval();
        double sum = 0;
        long rows = _heldOut.shape[0];
        for (long start = 0; start < rows; start += EvaluationRows)
        {
            using DisposeScope chunk = NewDisposeScope();
            long count = Math.Min(EvaluationRows, rows - start);
            Tensor rowsOfChunk = _heldOut.narrow(0, start, count);
            sum += count * (double)_module.Loss(rowsOfChunk, rowsOfChunk).item<float>();
        }

        _module.train();
        return sum / rows;
    }

    private void Check(LearningPoint point)
    {
        if (!double.IsFinite(point.Loss) || !double.IsFinite(point.HeldOutLoss))
        {
            throw new TrainingException($"After {point.Step} steps the loss is {point.Loss} (held out: {point.HeldOutLoss}), which is not a finite number. "
                + $"A lower Model.LearningRate (now {_settings.LearningRate}), a Model.GradientClip (now {_settings.GradientClip}) or scaled features would help.");
        }
    }
}
