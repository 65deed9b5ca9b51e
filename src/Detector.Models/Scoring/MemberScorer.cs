using Detector.Core.Batches;
using Detector.Core.Scoring;
using Detector.Models.Families;
using Detector.Models.Settings;
using Detector.Models.Storage;
using Detector.Models.Torch;
using static TorchSharp.torch;

namespace Detector.Models.Scoring;

/// <summary>Scores samples with one module; an ensemble has several.</summary>
internal sealed class MemberScorer : IDisposable
{
    private readonly Autoencoder _module;
    private readonly Inference _inference;
    private readonly ScoreFunction _function;
    private readonly BatchScores _single = new(1);
    private readonly Batch _none = new(1, 1);
    private readonly RegionMemory _again = new(isKept: false);
    private readonly Lazy<Occlusion>? _occlusion;
    private readonly int _width;
    private readonly bool _takesOwn;

    /// <param name="member">The module's settings, weights and calibration.</param>
    /// <param name="input">What it is for.</param>
    /// <param name="capacity">Most samples a batch.</param>
    /// <param name="device">Where it runs.</param>
    /// <param name="isForFew">See <see cref="Inference"/>.</param>
    /// <exception cref="BundleException">Weights or calibration are not such a module's.</exception>
    public MemberScorer(ModelMember member, ModelInput input, int capacity, Device device, bool isForFew = false)
    {
        _width = input.Width;
        _module = ModelBuilder.Load(member.Settings, input, member.Weights, device);
        if (member.Calibration.Codes is { } codes && codes.Width != _module.CodeWidth)
        {
            throw new BundleException($"{BundleFiles.CalibrationArrays}: codes of {codes.Width} numbers are measured, "
                + $"but the model's have {_module.CodeWidth}.");
        }

        _takesOwn = member.Calibration.TakesOwn;
        _inference = new Inference(_module, input.Width, capacity, device, isForFew);
        _function = new ScoreFunction(member.Calibration, input.Shape, _module.CodeWidth);
        _occlusion = member.Calibration.TakesOwn && !MovesAsAWhole(member.Settings)
            ? new(() => new Occlusion(_module, _width, device)) : null;
    }

    /// <summary>[capacity * D] at least: the samples to score, flat and scaled.</summary>
    public Span<float> Input => _inference.Input;

    /// <summary>Scores the first samples of the input.</summary>
    public void Score(int count, BatchScores scores, RegionMemory? memory = null)
    {
        _inference.Run(count);
        if (_takesOwn && _inference.Own(count).IsEmpty)
        {
            throw new BundleException($"{BundleFiles.Calibration}: takesOwn is true, but the model has no measure of its own.");
        }

        _function.Score(Input, _inference.Reconstruction(count), _inference.Code(count), _inference.Own(count), count, scores,
            memory);
    }

    /// <summary>[D] what the last run made of a sample.</summary>
    public ReadOnlySpan<float> Reconstruction(int index) => _inference.Reconstruction(index + 1)[(index * _width)..];

    /// <summary>Adds each number's part in the score of a sample of the last run: exact where the residual is a reconstruction's error, by
    /// occlusion where it is the model's own measure.</summary>
    /// <param name="index">Which sample.</param>
    /// <param name="baseline">What its camera's regions have lately; null where that is not known.</param>
    /// <param name="parts">[D] to add to; what is added sums to the sample's score.</param>
    public void Explain(int index, float[]? baseline, double[] parts)
    {
        ReadOnlySpan<float> sample = Input.Slice(index * _width, _width);
        ReadOnlySpan<float> reconstruction = Reconstruction(index);
        ReadOnlySpan<float> own = _inference.Own(index + 1);
        own = own.IsEmpty ? own : own[index..];
        _single.Baselines[0] = baseline;
        _again.Begin(_none, _single);
        _function.Score(sample, reconstruction, _inference.Code(index + 1)[(index * _module.CodeWidth)..], own, 1, _single, _again);
        double[] shares = _function.Shares(
            sample, reconstruction, _occlusion?.Value.Falls(sample, reconstruction, own[0]), _single, 0);
        double score = float.IsFinite(_single.Score[0]) ? Math.Max(_single.Score[0], 1e-12) : float.MaxValue;
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] += shares[i] * score;
        }
    }

    /// <inheritdoc cref="ScoreFunction.AddFalls"/>
    /// <remarks>Of the sample that was explained last.</remarks>
    public bool AddFalls(int first, int count, ReadOnlySpan<int> groups, Span<double> falls) =>
        _function.AddFalls(first, count, groups, falls);

    public void Dispose()
    {
        if (_occlusion is { IsValueCreated: true })
        {
            _occlusion.Value.Dispose();
        }

        _inference.Dispose();
        _module.Dispose();
    }

    // One strange number moves all of a code: to replace another may bring it back just as well. Its errors tell better (docs/models.md).
    private static bool MovesAsAWhole(ModelSettings settings) => FamilyCatalog.ScoreOf(settings) == ScoreKind.LatentDistance;
}
