using Detector.Core.Samples;
using Detector.Models.Families;
using Detector.Models.Scoring;
using Detector.Models.Settings;
using Detector.Models.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Detector.Models.Tests.Families;

public class ModelCheckTests
{
    private static readonly int[][] Widths = [[], [3], [4, 2], [5, 4, 2]];

    public static TheoryData<SampleKind> Kinds => [.. Enum.GetValues<SampleKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_not_refused_beforehand_can_be_made(SampleKind kind)
    {
        using DisposeScope scope = NewDisposeScope();
        var input = new ModelInput(kind switch
        {
            SampleKind.Vector => new SampleLayout(6),
            SampleKind.Sequence => new SampleLayout(5, 3),
            _ => new SampleLayout(1, 6, 7),
        });
        int made = 0;
        foreach (IFamily family in FamilyCatalog.All)
        {
            foreach ((Variant variant, int[] widths, LossKind loss) in
                from variant in Enum.GetValues<Variant>() from widths in Widths from loss in new[] { LossKind.Mse,
                    LossKind.Mae, LossKind.Bce } select (variant, widths, loss))
            {
                var settings = new ModelSettings { Family = family.Name, Variant = variant, Widths = widths, Loss = loss };
                if (ModelCheck.Problems(settings, kind, ["x"]).Count == 0)
                {
                    using Autoencoder module = ModelBuilder.Create(settings, input);
                    made++;
                }
            }
        }

        Assert.True(made > 50, $"{made}");
    }

    [Fact]
    public void All_that_is_wrong_comes_at_once()
    {
        var settings = new ModelSettings
        {
            Family = "conv", Widths = [0], Conv = new ConvSettings { Kernel = 4 }, Score = new ScoreSettings { Kind = ScoreKind.Elbo },
            Variational = new VariationalSettings { Conditions = ["y"] },
        };

        Assert.Equal(
            ["Conv:Kernel", "Family", "Score:Kind", "Variational:Conditions", "Variational:Conditions:0", "Widths", "Widths:0"],
            ModelCheck.Problems(settings, SampleKind.Vector, ["x"]).Select(problem => problem.Setting).Order());
    }

    [Fact]
    public void An_ensembles_members_are_checked_each_by_its_name()
    {
        var settings = new ModelSettings { Family = "ensemble",
            Ensemble = new EnsembleSettings { Families = ["dense", "recurrent", "magic"] } };

        Assert.Equal(
            ["Ensemble:Families:1", "Ensemble:Families:2"],
            ModelCheck.Problems(settings, SampleKind.Image, ["x"]).Select(problem => problem.Setting));
    }

    [Theory, InlineData("auto", true), InlineData("cpu", true), InlineData("cuda:999", false)]
    public void A_device_is_there_or_not(string device, bool isThere) => Assert.Equal(isThere, DeviceCheck.Problem(device) is null);
}
