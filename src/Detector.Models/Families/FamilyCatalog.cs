using Detector.Models.Families.Boltzmann;
using Detector.Models.Families.Conv;
using Detector.Models.Families.Dense;
using Detector.Models.Families.Masked;
using Detector.Models.Families.Recurrent;
using Detector.Models.Families.Som;
using Detector.Models.Families.SparseCoding;
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
    public static IFamily Find(string name) =>
        Families.FirstOrDefault(family => family.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new ArgumentException($"There is no model family \"{name}\"; there are: {string.Join(", ", Families.Select(f => f.Name))}.");

    /// <summary>What the residual of a model's score is.</summary>
    public static ScoreKind ScoreOf(ModelSettings settings) =>
        settings.Score.Kind == ScoreKind.Auto ? Find(settings.Family).DefaultScore(settings) : settings.Score.Kind;

    /// <summary>What the code's part of a model's score weighs.</summary>
    public static double CodeWeightOf(ModelSettings settings) => settings.Score.Code ?? Find(settings.Family).DefaultCodeWeight;

    /// <summary>Share of the training rows that a model drops before it is fitted once more.</summary>
    public static double TrimOf(ModelSettings settings) => settings.Trim ?? Find(settings.Family).DefaultTrim;

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

    /// <summary>A fresh model with random weights on the CPU.</summary>
    /// <exception cref="ArgumentException">There is no such family, it does not take such samples, or it has no such variant or score.</exception>
    public static Autoencoder Create(ModelSettings settings, ModelInput input)
    {
        IFamily family = Find(settings.Family);
        if (!family.Takes(input.Shape.Kind))
        {
            throw new ArgumentException($"Model.Family: {family.Name} takes no {input.Shape}; for such samples there are: "
                + $"{string.Join(", ", Families.Where(f => f.Takes(input.Shape.Kind)).Select(f => f.Name))}.");
        }

        if (settings.Variant != Variant.Plain && !family.HasVariants)
        {
            throw new ArgumentException($"Model.Variant: {family.Name} is Plain always, not {settings.Variant}; variants have: "
                + $"{string.Join(", ", Families.Where(f => f.HasVariants).Select(f => f.Name))}.");
        }

        if (settings.Variational.Conditions.Count > 0 && settings.Variant != Variant.Variational)
        {
            throw new ArgumentException($"Model.Variational.Conditions: a {family.Name} model of variant {settings.Variant} is told nothing; one of variant Variational is.");
        }

        Autoencoder model = family.Create(settings, input);
        ScoreKind score = ScoreOf(settings);
        return score is ScoreKind.MeanSquared or ScoreKind.Standardised or ScoreKind.Mahalanobis || model.OwnScores.Contains(score)
            ? model
            : throw new ArgumentException($"Model.Score.Kind: a {family.Name} model of variant {settings.Variant} has no {score}; it has: "
                + $"{string.Join(", ", [ScoreKind.MeanSquared, ScoreKind.Standardised, ScoreKind.Mahalanobis, .. model.OwnScores])}.");
    }
}
