using Detector.Core.Samples;
using Detector.Models.Families;
using Detector.Models.Settings;

namespace Detector.Models.Tests.Families;

public class RecipeTests
{
    [Theory]
    [InlineData(30, 256)]
    [InlineData(64, 256)]
    [InlineData(100, 163)]
    [InlineData(166, 98)]
    [InlineData(1000, 64)]
    public void AStepSeesFewerOfWideRows(int width, int rows) =>
        Assert.Equal(rows, Recipe.BatchRows(new ModelSettings(), new SampleLayout(width)));

    [Fact]
    public void AStepSeesAsManySequencesImagesAndRowsOfAVariantAsMemoryAllows()
    {
        Assert.Equal(256, Recipe.BatchRows(new ModelSettings(), new SampleLayout(30, 38)));
        Assert.Equal(256, Recipe.BatchRows(new ModelSettings(), new SampleLayout(1, 128, 128)));
        Assert.Equal(64, Recipe.BatchRows(new ModelSettings(), new SampleLayout(1, 256, 256)));
        Assert.Equal(8, Recipe.BatchRows(new ModelSettings(), new SampleLayout(3, 1024, 1024)));
        Assert.Equal(256, Recipe.BatchRows(new ModelSettings { Variant = Variant.Variational }, new SampleLayout(166)));
        Assert.Equal(32, Recipe.BatchRows(new ModelSettings { BatchSize = 32 }, new SampleLayout(166)));
    }
}
