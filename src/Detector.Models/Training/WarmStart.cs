using Detector.Core.Samples;
using Detector.Models.Bundles;
using Detector.Models.Families;
using Detector.Models.Families.Ensembles;
using Detector.Models.Scoring;
using Detector.Models.Settings;
using Detector.Models.Stages;
using Detector.Models.Storage;
using Detector.Models.Torch;

namespace Detector.Models.Training;

/// <summary>The weights that fits begin with.</summary>
/// <param name="Note">Where they are from, or why they are none; null where no other model was there.</param>
/// <param name="Weights">Those of each member; null: random ones.</param>
internal sealed record WarmStart(TrainingStart? Note, IReadOnlyList<IReadOnlyDictionary<string, StoredTensor>>? Weights)
{
    /// <summary>Weights of a model, where they mean the same in the new one.</summary>
    /// <param name="from">The model; null: none.</param>
    /// <param name="settings">The new model's settings.</param>
    /// <param name="input">What it is for.</param>
    /// <param name="features">Its features.</param>
    public static WarmStart Of(Bundle? from, ModelSettings settings, ModelInput input, IReadOnlyList<string> features) =>
        from is null ? new(null, null)
        : Against(from, settings, input, features) is { } cold ? new(new(from.Version, cold), null)
        : new(new(from.Version), [.. from.Members.Select(member => member.Weights)]);

    private static string? Against(Bundle from, ModelSettings settings, ModelInput input, IReadOnlyList<string> features)
    {
        Manifest manifest = from.Manifest;
        if (!manifest.Features.SequenceEqual(features))
        {
            string[] names = [.. features.Except(manifest.Features).Select(name => "+" + name),
                .. manifest.Features.Except(features).Select(name => "-" + name)];
            return names.Length == 0 ? "the features have another order" : $"the features differ: {Some(names)}";
        }

        if (!from.Shape.Dimensions.SequenceEqual(input.Shape.Dimensions))
        {
            return $"samples are [{string.Join(", ", input.Shape.Dimensions)}], its own [{string.Join(", ", from.Shape.Dimensions)}]";
        }

        if (BundleDifference.Between("model", Architecture(manifest.Model), Architecture(settings)).FirstOrDefault() is { } difference)
        {
            string setting = string.Join(':', difference.Path.Split('.').Select(part => char.ToUpperInvariant(part[0]) + part[1..]));
            return $"Model:{setting} is {difference.B?.ToJsonString() ?? "none"}, its own {difference.A?.ToJsonString() ?? "none"}";
        }

        IReadOnlyList<ModelSettings> members = EnsembleMembers.Of(settings);
        return members.Zip(from.Members).Select(pair => Unfit(pair.First, input, pair.Second)).FirstOrDefault(why => why is not null);
    }

    // What has stages that begin anew by themselves, or that find prototypes, is not continued by giving it others.
    private static string? Unfit(ModelSettings settings, ModelInput input, ModelMember member)
    {
        using Autoencoder module = TrainingException.Unless(() => ModelBuilder.Create(settings, input));
        TrainingStage[] stages = [.. module.Stages(settings, steps: 1000)];
        Array.ForEach(stages, stage => stage.Dispose());
        if (stages is not [GradientStage or AdversarialStage])
        {
            return $"the family {settings.Family} is not trained by gradient descent alone";
        }

        try
        {
            Torch.Weights.Load(module, member.Weights);
            return null;
        }
        catch (BundleException e)
        {
            return e.Message;
        }
    }

    // What is left says what the weights mean; the rest only how they came to be.
    private static ModelSettings Architecture(ModelSettings settings)
    {
        var usual = new ModelSettings();
        return settings with
        {
            Noise = usual.Noise,
            InputNoise = usual.InputNoise,
            Loss = usual.Loss,
            BatchTrim = usual.BatchTrim,
            Optimizer = usual.Optimizer,
            LearningRate = usual.LearningRate,
            WeightDecay = usual.WeightDecay,
            BatchSize = usual.BatchSize,
            MaxSteps = usual.MaxSteps,
            Epochs = usual.Epochs,
            EarlyStopping = usual.EarlyStopping,
            GradientClip = usual.GradientClip,
            Trim = usual.Trim,
            Seed = usual.Seed,
            Device = usual.Device,
            Threads = usual.Threads,
            Score = usual.Score,
        };
    }

    private static string Some(string[] names)
    {
        const int few = 5;
        return string.Join(", ", names.Take(few)) + (names.Length > few ? $" and {names.Length - few} more" : "");
    }
}
