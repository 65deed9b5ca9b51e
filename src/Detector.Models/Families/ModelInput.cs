using Detector.Core.Samples;

namespace Detector.Models.Families;

/// <summary>What a model is made for.</summary>
/// <param name="Shape">The shape of a sample; models take and give samples flat, [N, Shape.Width].</param>
/// <param name="Conditions">Places of the numbers, in a flat sample, that a conditional model is told and does not reconstruct.</param>
internal sealed record ModelInput(SampleLayout Shape, IReadOnlyList<int> Conditions)
{
    public ModelInput(SampleLayout shape)
        : this(shape, [])
    {
    }

    /// <summary>Numbers in a flat sample.</summary>
    public int Width => Shape.Width;
}
