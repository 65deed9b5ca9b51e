using Detector.Core.Samples;
using Detector.Models.Families;
using Detector.Models.Families.Dense;
using Detector.Models.Settings;
using Detector.Models.Stages;
using Detector.Models.Tests.Reports;
using Detector.Models.Torch;
using Detector.Models.Training;
using TorchSharp;
using TorchSharp.Modules;
using static Detector.Models.Torch.Scalars;

namespace Detector.Models.Tests.Families.Dense;

public class PretrainingTests
{
    private static readonly ModelSettings Layered = Sample.Fast with
    {
        Widths = [12, 6, 2], Dense = new() { Pretraining = 0.6 }, MaxSteps = 500, LearningRate = 0.02, InputNoise = 0, Trim = 0,
        EarlyStopping = new() { Patience = 0 },
    };

    [Fact]
    public void EachLayerLearnsOneAfterTheOtherAndThenAllTogether()
    {
        TrainingReport report = Sample.Train(Sample.Rows(500, 8), Layered).Report;

        IGrouping<string, LearningPoint>[] stages = [.. report.Curve.GroupBy(point => point.Stage)];
        Assert.Equal(["layer 1", "layer 2", "layer 3", "fitting"], stages.Select(stage => stage.Key));
        Assert.Equal([100, 200, 300, 500], stages.Select(stage => stage.Last().Step));
        Assert.All(stages.SkipLast(1), stage => Assert.True(stage.Last().HeldOutLoss < 0.5 * stage.First().HeldOutLoss, stage.Key));
        Assert.InRange(report.BestStep, 301, 500);
    }

    [Fact]
    public void WhatTheLayersLearnedIsWhereTheFittingStarts()
    {
        double first = First(Layered);
        double without = First(Layered with { Dense = new() });

        Assert.True(first < 0.5 * without, $"{without} -> {first}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ALayerIsTaughtWithoutTheOthers(bool tied)
    {
        var backbone = new DenseBackbone(Layered with { Dense = new() { Pretraining = 0.6, Tied = tied } }, Sample.Input(8), [12, 6, 2]);
        using var layers = Layers(backbone);
        string[] before = [.. layers[0].named_parameters().Select(p => Text(p.parameter))];
        using TrainingStage second = backbone.Pretraining(500).ElementAt(1);

        using var rows = Sample.Noise(32, 8);
        second.Step(rows, rows, 0);

        // 0.weight, 0.bias, 2.weight, 2.bias
        Assert.Equal([true, true, false, false], layers[0].named_parameters().Select((p, i) => Text(p.parameter) == before[i]));
    }

    [Fact]
    public void AbsentStepsOfASequenceAreLeftOut()
    {
        var backbone = new DenseBackbone(Layered, new ModelInput(new SampleLayout(4, 2)), [6, 2]);
        using var layers = Layers(backbone);
        using var rows = Sample.Noise(32, 8);
        rows.narrow(1, 0, 2).fill_(Kept(float.NaN));

        Assert.All(backbone.Pretraining(500), stage => Assert.True(double.IsFinite(stage.Step(rows, rows, 0).item<float>())));
    }

    [Fact]
    public void TheReportShowsEachStageWithItsName()
    {
        TrainedModel model = Sample.Train(Sample.Rows(200, 8), Layered with { MaxSteps = 100 });

        ReportPage.Section curves = new ReportPage(model)["Learning curve"];

        string[] stages = ["layer 1", "layer 2", "layer 3", "fitting"];
        Assert.Equal(stages.Select(stage => $"loss, {stage}"), curves.Texts.Where(text => text.StartsWith("loss")));
        Assert.Equal(
            stages.Select(stage => model.Report.Curve.Count(point => point.Stage == stage)),
            curves.Find("svg")
                .Select(chart => ReportPage.Points(chart.Descendants("polyline").Single(line => ReportPage.Is(line, "heldout"))).Length));
        Assert.Single(curves.Find("line", "mark")); // the step whose weights were kept
    }

    private static ModuleList<torch.nn.Module<torch.Tensor, torch.Tensor>> Layers(DenseBackbone backbone) => SeededTorch.Run(1, () =>
        torch.nn.ModuleList(backbone.CreateEncoder(), backbone.CreateCode(), backbone.CreateDecoder(2)));

    private static double First(ModelSettings settings) =>
        Sample.Train(Sample.Rows(500, 8), settings).Report.Curve.First(point => point.Stage == "fitting").HeldOutLoss;

    private static string Text(torch.Tensor tensor) => Convert.ToHexString(tensor.detach().contiguous().bytes);
}
