using Detector.Models.Settings;
using Detector.Models.Training;
using TorchSharp;

namespace Detector.Models.Tests.Training;

public class DeviceLimitsTests
{
    private static readonly ModelSettings Contractive = new() { Family = "recurrent", Variant = Variant.Contractive };
    private static readonly ModelSettings Rounded = new() { Family = "conv", Conv = new() { Precision = Precision.BFloat16 } };

    [Fact]
    public void WhatAGpuCannotTrainIsSaid()
    {
        Assert.Contains("Model.Device cpu", Assert.Throws<TrainingException>(() =>
            DeviceLimits.Check(Contractive, DeviceType.CUDA, 1, _ => 9)).Message, StringComparison.Ordinal);
        Assert.Contains("compute capability 7", Assert.Throws<TrainingException>(() =>
            DeviceLimits.Check(Rounded, DeviceType.CUDA, 1, number => number == 1 ? 7 : 9)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AllElseIsTrained()
    {
        DeviceLimits.Check(Contractive, DeviceType.CPU, 0, _ => 7);
        DeviceLimits.Check(Rounded, DeviceType.CPU, 0, _ => 7);
        DeviceLimits.Check(Rounded, DeviceType.CUDA, 0, _ => 8);
        DeviceLimits.Check(Rounded, DeviceType.CUDA, 0, _ => null);
        DeviceLimits.Check(Contractive with { Family = "dense" }, DeviceType.CUDA, 0, _ => 9);
    }
}
