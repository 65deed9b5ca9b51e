using Detector.Core.Alerts;

namespace Detector.Core.Tests.Alerts;

public class FeatureContributionTests
{
    private static readonly FeatureContribution Plain = new("amount", "120", "118", 0.5);

    public static TheoryData<UsualValues?, string[]?, string?> Reasons => new()
    {
        { null, null, null },
        { new("3", "60", null, false), null, "usually 3 to 60" },
        { new("3", "250", null, true), ["country", "count"], "usual by itself (3 to 250), strange together with country, count" },
        { new("3", "250", null, true), ["amount"], "usual by itself (3 to 250), strange together with its own other steps" },
        { new("3", "250", null, true), null, "usual by itself (3 to 250), strange only as one of many" },
        { new("110", "128", null, true), null, "usual by itself (110 to 128), but here 118 was expected" },
        { new(null, "250", null, true), null, "usual by itself (up to 250), but here 118 was expected" },
        { new(null, null, 0.12, true), null, "usual by itself (12 % of the training rows), but here 118 was expected" },
        { new(null, null, 0.12, true), ["count"], "usual by itself (12 % of the training rows), strange together with count" },
        { new(null, null, 0.00123, false), null, "in 0.12 % of the training rows" },
        { new(null, null, 1e-9, false), null, "in under 0.01 % of the training rows" },
        { new(null, null, 0, false), null, "in no training row" },
    };

    [Theory]
    [MemberData(nameof(Reasons))]
    public void WhyAValueIsStrangeIsSaidInWords(UsualValues? usual, string[]? partners, string? why) =>
        Assert.Equal(why, (Plain with { Usual = usual, TogetherWith = partners }).Why);
}
