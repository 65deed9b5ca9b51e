using Detector.Models.Families;
using Detector.Models.Scoring;
using Detector.Models.Settings;
using Detector.Models.Stages;
using Detector.Models.Storage;
using Detector.Models.Torch;
using TorchSharp;
using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Training;

/// <summary>
/// Fits a module to samples, stage by stage and by mini-batches, keeping the weights of the last stage that did best on the held-out
/// samples, or where nothing stops early its last weights.
/// </summary>
internal sealed class ModuleFit : IDisposable
{
    /// <summary>The held-out loss is looked at so many times in a fit.</summary>
    public const int Checks = 50;

    // Samples that are judged at once: numbers in all, and at most and at least so many samples.
    private const int EvaluationNumbers = 1 << 20;
    private const int MostEvaluated = 8192;
    private const int FewestEvaluated = 64;

    private readonly ModelSettings _settings;
    private readonly Samples _training;
    private readonly Samples _heldOut;
    private readonly Recipe _recipe;
    private readonly Autoencoder _module;
    private readonly BatchOrder _order;
    private readonly Device _device;

    /// <param name="settings">The model and how it is trained.</param>
    /// <param name="input">What the model is for.</param>
    /// <param name="training">Samples to fit to, on <paramref name="device"/>.</param>
    /// <param name="heldOut">Samples to judge by, there as well.</param>
    /// <param name="device">Where to train.</param>
    /// <param name="start">The weights that it begins with; null: random ones.</param>
    public ModuleFit(
        ModelSettings settings, ModelInput input, Samples training, Samples heldOut, Device device,
        IReadOnlyDictionary<string, StoredTensor>? start = null)
    {
        _settings = settings;
        _recipe = Recipe.Of(settings, input.Shape.Kind);
        _training = training;
        _heldOut = heldOut;
        DeviceLimits.Check(settings, device);
        _module = TrainingException.Unless(() => ModelBuilder.Create(settings, input));
        if (start is not null)
        {
            Weights.Load(_module, start);
        }

        _device = device;
        Devices.Move(_module, device);
        _order = new BatchOrder(training.Count, Recipe.BatchRows(settings, input.Shape), settings.Seed);
        Steps = settings.Epochs is { } epochs ? epochs * _order.BatchesPerEpoch : _recipe.Steps;
    }

    /// <summary>Steps of the fit, where it does not stop early.</summary>
    public int Steps { get; }

    /// <summary>Rows a step.</summary>
    public int BatchRows => _order.BatchRows;

    /// <summary>Runs the fit.</summary>
    /// <param name="report">Told each point of the learning curve.</param>
    /// <param name="ct">Stops it.</param>
    /// <exception cref="TrainingException">The model is too large for the machine's
    /// memory, or the loss is not a finite number.</exception>
    public FitResult Run(Action<LearningPoint> report, CancellationToken ct)
    {
        if (_device.type == DeviceType.CPU)
        {
            TrainingMemory.Check(_module, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        }

        var curve = new List<LearningPoint>();
        FitResult? best = null;
        int done = 0;
        foreach (TrainingStage stage in _module.Stages(_settings, Steps))
        {
            using (stage)
            {
                best = Run(stage, done, curve, report, ct);
                done += stage.Steps;
            }
        }

        return best!;
    }

    public void Dispose() => _module.Dispose();

    // The stage's best weights, by the held-out rows, or its last ones.
    private FitResult Run(TrainingStage stage, int before, List<LearningPoint> curve, Action<LearningPoint> report, CancellationToken ct)
    {
        FitResult? best = null;
        int every = Math.Max(1, stage.Steps / Checks);
        int worse = 0;
        using Tensor sum = zeros(1, ScalarType.Float64, _device);
        int summed = 0;
        for (int step = 0; step < stage.Steps; step++)
        {
            ct.ThrowIfCancellationRequested();
            Add(sum, stage, before + step, (double)step / stage.Steps);
            summed++;
            if ((step + 1) % every != 0 && step + 1 != stage.Steps)
            {
                continue;
            }

            var point = new LearningPoint(stage.Name, before + step + 1, sum.item<double>() / summed, HeldOutLoss(stage));
            Check(point);
            curve.Add(point);
            report(point);
            sum.zero_();
            summed = 0;
            worse++;
            if (_recipe.Patience == 0 ? step + 1 == stage.Steps : best is null || point.HeldOutLoss < best.HeldOutLoss)
            {
                best = new FitResult(Weights.Of(_module), curve, point.Step, point.HeldOutLoss);
                worse = 0;
            }

            if (_recipe.Patience > 0 && worse >= _recipe.Patience && step >= stage.WarmUp * stage.Steps)
            {
                break;
            }
        }

        return best!;
    }

    private void Add(Tensor sum, TrainingStage stage, int step, double progress)
    {
        using DisposeScope scope = NewDisposeScope();
        long seed = _settings.Seed + 1L + step;
        Tensor batch = _training.Take(_order.Next());
        Tensor Noisy() => Corruption.Apply(_settings, batch);

        // Only what draws needs its turn: the rest of a step may go on beside another fit's.
        Tensor loss = _module.DrawsInTraining
            ? SeededTorch.Run(seed, () => stage.Step(Noisy(), batch, progress))
            : stage.Step(SeededTorch.Run(seed, Noisy), batch, progress);
        sum.add_(loss, Kept(1));
    }

    private double HeldOutLoss(TrainingStage stage)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable mode = no_grad();
        _module.eval();
        Tensor sum = zeros(1, ScalarType.Float64, _device);
        int most = Math.Clamp(EvaluationNumbers / _heldOut.Width, FewestEvaluated, MostEvaluated);
        for (int start = 0; start < _heldOut.Count; start += most)
        {
            using DisposeScope chunk = NewDisposeScope();
            int count = Math.Min(most, _heldOut.Count - start);
            sum.add_(stage.Judge(_heldOut.Range(start, count)).detach(), Kept(count));
        }

        _module.train();
        return sum.item<double>() / _heldOut.Count;
    }

    private void Check(LearningPoint point)
    {
        if (!double.IsFinite(point.Loss) || !double.IsFinite(point.HeldOutLoss))
        {
            throw new TrainingException(
                $"After {point.Step} steps the loss is {point.Loss} (held out: {point.HeldOutLoss}), which is not a finite number. "
                + $"A lower Model.LearningRate (now {_settings.LearningRate}), "
                + $"a Model.GradientClip (now {_settings.GradientClip}) or scaled features would help.");
        }
    }
}
