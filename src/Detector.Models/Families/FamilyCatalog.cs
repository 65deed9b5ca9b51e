using Detector.Core.Samples;
using Detector.Core.Text;
using Detector.Models.Families.Boltzmann;
using Detector.Models.Families.Conv;
using Detector.Models.Families.Dense;
using Detector.Models.Families.Ensembles;
using Detector.Models.Families.Masked;
using Detector.Models.Families.Recurrent;
using Detector.Models.Families.Som;
using Detector.Models.Families.SparseCoding;
using Detector.Models.Families.Variants;
using Detector.Models.Settings;

namespace Detector.Models.Families;

/// <summary>The families there are.</summary>
internal static class FamilyCatalog
{
    private static readonly IFamily[] Families =
    [
        new DenseFamily(),
        new LinearFamily(),
        new ConvFamily(),
        new RecurrentFamily(),
        new MaskedFamily(),
        new RbmFamily(),
        new DbnFamily(),
        new SparseCodingFamily(),
        new SomFamily(),
    ];

    /// <summary>Every family, those that do well more often first.</summary>
    public static IReadOnlyList<IFamily> All => Families;

    /// <exception cref="ArgumentException">There is no family of that name.</exception>
    public static IFamily Find(string name) => Known(name) ?? throw new ArgumentException($"{Unknown(name)}.");

    /// <summary>Why a model's family cannot be called so; null where it can.</summary>
    public static string? NameProblem(string name) => Known(name) is not null || EnsembleMembers.IsEnsemble(name) ? null : Unknown(name);

    /// <summary>What the residual of a model's score is.</summary>
    public static ScoreKind ScoreOf(ModelSettings settings) =>
        settings.Score.Kind == ScoreKind.Auto ? Find(settings.Family).DefaultScore(settings) : settings.Score.Kind;

    /// <summary>What the code's part of a model's score weighs.</summary>
    public static double CodeWeightOf(ModelSettings settings, SampleKind kind) =>
        settings.Score.Code ?? (kind == SampleKind.Image ? Find(settings.Family).DefaultCodeWeight : 0);

    /// <inheritdoc cref="IFamily.LeastWeights"/>
    /// <exception cref="ArgumentException">There is no such family.</exception>
    public static double LeastWeights(ModelSettings settings, ModelInput input)
    {
        double code = settings.Widths.Count > 0 ? settings.Widths[^1] : 1;
        double between = settings.Variant switch
        {
            Variant.Memory => settings.Memory.Slots * code,
            Variant.Adversarial => settings.Adversarial.Width * (code + settings.Adversarial.Width),
            _ => 0,
        };
        return Find(settings.Family).LeastWeights(settings, input) + between;
    }

    /// <summary>What is wrong with the settings of a model that is no ensemble.</summary>
    /// <param name="settings">The model.</param>
    /// <param name="kind">What it is to see.</param>
    /// <param name="sample">The same, as it is told.</param>
    public static IEnumerable<ModelProblem> Check(ModelSettings settings, SampleKind kind, string sample)
    {
        if (Known(settings.Family) is not { } family)
        {
            yield return new ModelProblem("Family", Unknown(settings.Family));
            yield break;
        }

        if (!family.Takes(kind))
        {
            yield return new ModelProblem(
                "Family", $"{family.Name} takes no {sample}; for such samples there are: "
                    + $"{string.Join(", ", Families.Where(f => f.Takes(kind)).Select(f => f.Name))}");
        }

        if (settings.Variant != Variant.Plain && !family.HasVariants)
        {
            yield return new ModelProblem("Variant", $"{family.Name} is Plain always, not {settings.Variant}; variants have: "
                + string.Join(", ", Families.Where(f => f.HasVariants).Select(f => f.Name)));
        }

        if (settings.Variational.Conditions.Count > 0 && settings.Variant != Variant.Variational)
        {
            yield return new ModelProblem(
                "Variational:Conditions", $"a {family.Name} model of variant {settings.Variant} is told nothing; one of variant "
                    + "Variational is");
        }

        foreach ((int index, int width) in settings.Widths.Index().Where(width => width.Item < 1))
        {
            yield return new ModelProblem($"Widths:{index}", $"a layer cannot be {width} wide");
        }

        foreach (ModelProblem problem in family.Check(settings).Concat(family.HasVariants ? VariantCatalog.Check(settings) : []))
        {
            yield return problem;
        }

        ScoreKind score = ScoreOf(settings);
        ScoreKind[] scores = [ScoreKind.MeanSquared, ScoreKind.Standardised, ScoreKind.Mahalanobis, .. family.OwnScores(settings)];
        if (!scores.Contains(score))
        {
            yield return new ModelProblem(
                "Score:Kind", $"a {family.Name} model of variant {settings.Variant} has no {score}; it has: {string.Join(", ", scores)}");
        }
    }

    /// <summary>A fresh model with random weights on the CPU.</summary>
    /// <exception cref="ArgumentException">There is no such family, it does not take such samples, or the settings are wrong for
    /// it.</exception>
    public static Autoencoder Create(ModelSettings settings, ModelInput input) =>
        Check(settings, input.Shape.Kind, $"{input.Shape}").FirstOrDefault() is { } problem
            ? throw new ArgumentException($"Model.{problem.Setting.Replace(':', '.')}: {problem.Message}.")
            : Find(settings.Family).Create(settings, input);

    private static IFamily? Known(string name) =>
        Array.Find(Families, family => family.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static string Unknown(string name)
    {
        string[] names = [.. Families.Select(family => family.Name), EnsembleMembers.Family];
        return $"there is no model family \"{name}\"; "
            + (Nearest.Of(name, names) is { } meant ? $"did you mean {meant}? There are: " : "there are: ") + string.Join(", ", names);
    }
}
