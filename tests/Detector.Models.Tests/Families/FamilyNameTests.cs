using Detector.Models.Families;
using Detector.Models.Settings;

namespace Detector.Models.Tests.Families;

public sealed class FamilyNameTests
{
    [Theory]
    [InlineData("dense", "dense", null)]
    [InlineData("dense:Sparse", "dense", "Sparse")]
    [InlineData("dense:", "dense", "")]
    [InlineData("dense:a:b", "dense", "a:b")]
    public void AVariantIsWhatIsBehindTheColon(string text, string family, string? variant)
    {
        var name = FamilyName.Parse(text);
        Assert.Equal(new FamilyName(family, variant), name);
        Assert.Equal(text, $"{name}");
    }

    [Theory]
    [InlineData("dense", Variant.Memory)]
    [InlineData("dense:sparse", Variant.Sparse)]
    public void WithoutAVariantAnotherIsTaken(string text, Variant expected) =>
        Assert.Equal(expected, FamilyName.Parse(text).VariantOr(Variant.Memory));

    // A number is no name, though an enum could be read from it.
    [Theory]
    [InlineData("dense:Magic", "there is no variant Magic; there are: Plain, ")]
    [InlineData("dense:1", "there is no variant 1; there are: Plain, ")]
    [InlineData("dense:", "there is no variant ; there are: Plain, ")]
    public void AnUnknownVariantIsNamed(string text, string expected)
    {
        string message = Assert.Throws<ArgumentException>(() => FamilyName.Parse(text).VariantOr(Variant.Plain)).Message;
        Assert.StartsWith(expected, message, StringComparison.Ordinal);
        Assert.Equal(message, FamilyName.Parse(text).VariantProblem + ".");
    }
}
