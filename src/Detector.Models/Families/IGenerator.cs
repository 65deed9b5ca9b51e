using static TorchSharp.torch;

namespace Detector.Models.Families;

/// <summary>A model that can make samples of its own.</summary>
internal interface IGenerator
{
    /// <summary>Numbers of noise that a sample is made of, C.</summary>
    int NoiseWidth { get; }

    /// <summary>Makes samples of noise.</summary>
    /// <param name="noise">[N, C] standard normal numbers.</param>
    /// <param name="told">[N, D] samples of which a conditional model takes what it is told; others do not look at them.</param>
    /// <returns>[N, D], with what the model was told in its places.</returns>
    Tensor Generate(Tensor noise, Tensor told);

    /// <summary>Makes samples of codes such as the encoder gives; where the code is standard normal, codes are noise.</summary>
    /// <param name="codes">[N, C].</param>
    /// <param name="told">As for <see cref="Generate"/>.</param>
    /// <returns>[N, D].</returns>
    Tensor FromCodes(Tensor codes, Tensor told) => Generate(codes, told);
}
