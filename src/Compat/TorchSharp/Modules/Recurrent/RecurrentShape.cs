namespace TorchSharp.Modules;

/// <summary>The sizes of a recurrent module.</summary>
internal sealed record RecurrentShape(
    long Gates, long Input, long Hidden, long Layers, bool Bias, bool BatchFirst, double Dropout, long Directions);
