using Detector.Core.Samples;
using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Families;

/// <summary>Takes the numbers of absent steps (NaN) as 0, the mean of a scaled feature.</summary>
internal sealed class AbsentAsMean() : nn.Module<Tensor, Tensor>("absent")
{
    /// <summary>
    /// Layers one after the other, under the names 0, 1 and so on; where samples may have absent steps, behind a layer that has no number.
    /// </summary>
    public static nn.Module<Tensor, Tensor> Before(IEnumerable<nn.Module<Tensor, Tensor>> layers, SampleLayout shape)
    {
        IEnumerable<(string, nn.Module<Tensor, Tensor>)> numbered = layers.Select((layer, i) => ($"{i}", layer));
        return nn.Sequential(shape.HasSteps ? numbered.Prepend(("absent", new AbsentAsMean())) : numbered);
    }

    public override Tensor forward(Tensor batch) => batch.masked_fill(batch.isnan(), Kept(0));
}
