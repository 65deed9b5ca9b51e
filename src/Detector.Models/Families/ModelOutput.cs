using static TorchSharp.torch;

namespace Detector.Models.Families;

/// <summary>What a model makes of a batch.</summary>
/// <param name="Reconstruction">[N, D] the samples as the model would have them.</param>
/// <param name="Code">[N, C] what it keeps of them inside.</param>
/// <param name="Own">[N] the model's own measure of strangeness, higher for stranger; null
/// where its residual is taken (see <see cref="Settings.ScoreKind"/>).</param>
internal readonly record struct ModelOutput(Tensor Reconstruction, Tensor Code, Tensor? Own = null);
