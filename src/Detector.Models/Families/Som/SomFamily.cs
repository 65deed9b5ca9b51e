using Detector.Core.Samples;
using Detector.Models.Settings;

namespace Detector.Models.Families.Som;

/// <summary>A self-organising map.</summary>
internal sealed class SomFamily : IFamily
{
    public string Name => "som";

    public bool HasVariants => false;

    public bool Takes(SampleKind kind) => kind != SampleKind.Sequence;

    public double LeastWeights(ModelSettings settings, ModelInput input) => (double)settings.Som.Rows * settings.Som.Columns * input.Width;

    public Autoencoder Create(ModelSettings settings, ModelInput input) => new SelfOrganisingMap(settings.Som, input.Width);
}
