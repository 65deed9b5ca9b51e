using Detector.Core.Samples;
using Detector.Models.Families;
using Detector.Models.Scoring;
using Detector.Models.Settings;
using Detector.Models.Stages;
using Detector.Models.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Detector.Models.Tests.Families;

/// <summary>
/// A step that does not draw needs no turn of Torch's generator; one that says so and draws would change another's numbers.
/// </summary>
public class DrawsTests
{
    public static TheoryData<string, Variant> Models => DeterminismTests.Models;

    [Theory]
    [MemberData(nameof(Models))]
    public void WhatSaysThatItDrawsNothingLeavesTheGeneratorAlone(string family, Variant variant)
    {
        using DisposeScope scope = NewDisposeScope();
        SampleLayout shape = FamilyCatalog.Find(family).Takes(SampleKind.Vector) ? new(6) : new(4, 2);
        ModelSettings settings = Sample.Fast with { Family = family, Variant = variant };
        using Autoencoder module = ModelBuilder.Create(settings, new ModelInput(shape));
        Tensor batch = Sample.Noise(32, shape.Width);
        float[] untouched = SeededTorch.Run(7, () => rand(4).data<float>().ToArray());

        float[] after = SeededTorch.Run(7, () =>
        {
            foreach (TrainingStage stage in module.Stages(settings, 10))
            {
                using (stage)
                {
                    stage.Step(batch, batch, 0.5);
                }
            }

            return rand(4).data<float>().ToArray();
        });

        Assert.True(module.DrawsInTraining || untouched.SequenceEqual(after));
        Assert.Equal(variant == Variant.Plain && family is ("dense" or "linear" or "conv" or "recurrent"), !module.DrawsInTraining);
    }

    [Fact]
    public void DropoutDraws()
    {
        using Autoencoder module = ModelBuilder.Create(Sample.Fast with { Dropout = 0.1 }, Sample.Input(6));

        Assert.True(module.DrawsInTraining);
    }
}
