using Detector.Core.Samples;
using Detector.Models.Families;
using Detector.Models.Families.Ensembles;
using Detector.Models.Scoring;
using Detector.Models.Settings;

namespace Detector.Models.Tests.Families;

public class LeastWeightsTests
{
    [Theory]
    [InlineData(7)]
    [InlineData(6, 5)]
    [InlineData(2, 9, 12)]
    public void NoModelHasFewerWeightsThanItIsSaidToHaveAtLeast(params int[] dimensions)
    {
        var input = new ModelInput(new SampleLayout(dimensions));
        int tried = 0;
        foreach (ModelSettings chosen in FamilyChoice.All(Sample.Fast, input.Shape.Kind)
            .Where(settings => !EnsembleMembers.IsEnsemble(settings)))
        {
            foreach (int[] widths in new int[][] { [], [5], [6, 3], [4, 9, 2] })
            {
                ModelSettings settings = chosen with { Widths = widths };
                if (Make(settings, input) is not { } model)
                {
                    continue; // another number of widths than the family takes
                }

                using (model)
                {
                    double least = FamilyCatalog.LeastWeights(settings, input);
                    long weights = model.parameters().Sum(parameter => parameter.numel());
                    Assert.True(least <= weights, $"{FamilyChoice.NameOf(settings)} [{string.Join(", ", widths)}]: {least} of {weights}");
                    Assert.True(widths.Length == 0 || least * 20 >= weights || settings.Family == "som",
                        $"{FamilyChoice.NameOf(settings)}: only {least} of {weights}");
                    tried++;
                }
            }
        }

        Assert.InRange(tried, 20, 200);
    }

    private static Autoencoder? Make(ModelSettings settings, ModelInput input)
    {
        try
        {
            return ModelBuilder.Create(settings, input);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
