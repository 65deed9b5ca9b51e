using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>
/// Gives each channel mean 0 and variance 1, in training by the batch at hand and in evaluation by the moving means of training;
/// then scales and shifts it as learned.
/// </summary>
public abstract class BatchNorm : nn.Module<Tensor, Tensor>
{
    private protected BatchNorm(
        string name, long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device,
        ScalarType? dtype) : base(name)
    {
        (this.num_features, this.eps, this.momentum, this.affine) = (num_features, eps, momentum, affine);
        this.track_running_stats = track_running_stats;
        weight = Own(nameof(weight), affine ? ones(num_features, dtype, device).AsParameter() : null);
        bias = Own(nameof(bias), affine ? zeros(num_features, dtype, device).AsParameter() : null);
        if (!track_running_stats)
            return;
        running_mean = Own(nameof(running_mean), zeros(num_features, dtype, device));
        running_var = Own(nameof(running_var), ones(num_features, dtype, device));
        num_batches_tracked = Own(nameof(num_batches_tracked), tensor(0L, null, device));
    }

    public long num_features { get; }

    public double eps { get; }

    public double momentum { get; }

    public bool affine { get; }

    public bool track_running_stats { get; }

    public Parameter? weight { get; }

    public Parameter? bias { get; }

    public Tensor? running_mean { get; }

    public Tensor? running_var { get; }

    public Tensor? num_batches_tracked { get; }

    public override Tensor forward(Tensor input)
    {
        ValidateInputDimensions(input);
        if (training)
            num_batches_tracked?.add_(1);
        return nn.functional.batch_norm(input, running_mean, running_var, weight, bias, training || running_mean is null, momentum, eps);
    }

    /// <exception cref="ArgumentException">The input has too many or too few dimensions.</exception>
    private protected abstract void ValidateInputDimensions(Tensor input);
}
