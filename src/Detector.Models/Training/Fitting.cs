using Detector.Models.Families;
using Detector.Models.Settings;
using Detector.Models.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Detector.Models.Training;

/// <summary>Fits models of one kind to choices of the training rows.</summary>
/// <param name="settings">The model and how it is trained.</param>
/// <param name="input">What the models are for.</param>
/// <param name="device">Where.</param>
/// <param name="training">[N, F] training rows, on the CPU.</param>
/// <param name="heldOut">[H, F] held-out rows, on the CPU.</param>
/// <param name="ct">Stops a fit.</param>
internal sealed class Fitting(ModelSettings settings, ModelInput input, Device device, Tensor training, Tensor heldOut, CancellationToken ct)
{
    /// <summary>Fits a fresh model to the training rows at these places.</summary>
    public Fitted Run(int[] places, ProgressReporter progress)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor chosen = places.Length == training.shape[0] ? training : training.index_select(0, tensor(Array.ConvertAll(places, place => (long)place)));
        using var fit = new Fit(settings, input, chosen, heldOut, device);
        FitResult result = fit.Run(point => progress.Report(point, fit.Steps, fit.BatchRows, places.Length), ct);
        using Autoencoder module = ModelBuilder.Load(settings, input, result.Weights, device);
        return new Fitted(result, places, new Encoded(module, training, device), new Encoded(module, heldOut, device));
    }
}
