using System.Runtime.InteropServices;
using Detector.Core.Schemas;
using Detector.Models.Families;
using Detector.Models.Scoring;
using Detector.Models.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Detector.Models.Generation;

/// <summary>Makes samples with a trained model: what it takes for usual.</summary>
public sealed class SampleGenerator : IDisposable
{
    private readonly ModelParts _parts;
    private readonly ModelInput _input;
    private readonly Autoencoder _module;
    private readonly IGenerator _generator;

    /// <param name="parts">The model; of an ensemble its first member is asked.</param>
    /// <exception cref="ArgumentException">It makes no samples.</exception>
    internal SampleGenerator(ModelParts parts)
    {
        (_parts, _input) = (parts, parts.Input);
        ModelMember member = parts.Members[0];
        _module = ModelBuilder.Load(member.Settings, _input, member.Weights, CPU);
        _generator = _module as IGenerator
            ?? throw new ArgumentException($"A {member.Settings.Family} model of variant {member.Settings.Variant} makes no samples; "
                + "one of variant Variational or Adversarial does.");
    }

    /// <summary>Whether a model makes samples.</summary>
    internal static bool CanMake(ModelParts parts)
    {
        using Autoencoder module = ModelBuilder.Create(parts.Members[0].Settings, parts.Input);
        return module is IGenerator;
    }

    /// <summary>Whether the model must be told something of each sample.</summary>
    public bool IsConditional => _input.Conditions.Count > 0;

    /// <summary>Fields that the model must be told of each sample (Model.Variational.Conditions).</summary>
    public IReadOnlyList<SchemaField> Conditions =>
        [.. _input.Conditions.Select(place => _parts.Transform.FieldOf(place % _parts.Transform.Width))
            .Distinct()
            .Select(index => _parts.Schema.Fields[index])];

    /// <summary>Makes samples, the same for the same seed.</summary>
    /// <param name="count">N, how many.</param>
    /// <param name="seed">Seed of the noise that they are made of.</param>
    /// <param name="told">[N * steps * fields] raw samples of which a conditional model takes what it is told; empty for others.</param>
    /// <returns>[N * D] scaled samples; <see cref="Core.Features.FeatureTransform.Restore"/> says what they stand for.</returns>
    /// <exception cref="ArgumentException">The model must be told something and is not, or of another number of samples.</exception>
    public float[] Generate(int count, long seed, ReadOnlySpan<double> told)
    {
        int raw = count * _parts.Shape.Steps * _parts.Schema.FieldCount;
        if (IsConditional && told.Length != raw)
        {
            throw new ArgumentException(
                $"The model is conditional: it must be told {raw} raw numbers for {count} samples, not {told.Length}.", nameof(told));
        }

        float[] features = new float[count * _input.Width];
        if (IsConditional)
        {
            _parts.Transform.Transform(told, count * _parts.Shape.Steps, features);
        }

        return Generate(seed, features);
    }

    /// <summary>Makes samples, told what some have.</summary>
    /// <param name="seed">Seed of the noise that they are made of.</param>
    /// <param name="told">[N * D] scaled samples.</param>
    /// <returns>[N * D] scaled samples.</returns>
    internal float[] Generate(long seed, float[] told) => Run(told, rows =>
    {
        using var generator = new Generator((ulong)seed);
        return _generator.Generate(randn(rows.shape[0], _generator.NoiseWidth, generator: generator), rows);
    });

    /// <summary>Makes samples of codes.</summary>
    /// <param name="codes">[N * C].</param>
    /// <param name="told">[N * D] scaled samples, of which a conditional model takes what it is told.</param>
    /// <returns>[N * D] scaled samples.</returns>
    internal float[] FromCodes(float[] codes, float[] told) =>
        Run(told, rows => _generator.FromCodes(tensor(codes, [rows.shape[0], _generator.NoiseWidth]), rows));

    public void Dispose() => _module.Dispose();

    private float[] Run(float[] told, Func<Tensor, Tensor> make)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable mode = inference_mode();
        Tensor made = make(tensor(told, [told.Length / _input.Width, _input.Width]));
        return MemoryMarshal.Cast<byte, float>(made.contiguous().bytes).ToArray();
    }
}
