using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Training;

/// <summary>Means and covariances of columns, gathered part by part in double precision. What is not finite counts as absent: each pair of
/// columns is judged by the rows that have both.</summary>
/// <param name="width">Columns, n.</param>
internal sealed class Moments(int width)
{
    private readonly Tensor _products = zeros(width, width, ScalarType.Float64);
    private readonly Tensor _sums = zeros(width, width, ScalarType.Float64);
    private readonly Tensor _counts = zeros(width, width, ScalarType.Float64);
    private Tensor? _shift;

    /// <summary>Adds rows [m, n].</summary>
    public void Add(Tensor rows)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        Tensor values = rows.to(ScalarType.Float64);
        Tensor present = values.isfinite();
        Tensor there = present.to(ScalarType.Float64);

        // Measured from near their mean, sums of squares do not cancel for columns such as 1e9 + noise.
        values = values.masked_fill(present.logical_not(), Kept(0));
        _shift ??= (values.sum(dim: 0) / there.sum(dim: 0).clamp(min: Kept(1))).DetachFromDisposeScope();
        values = (values - _shift) * there;
        _products.add_(values.t().mm(values), Kept(1));
        if (present.all().item<bool>())
        {
            _sums.add_(values.sum(dim: 0).unsqueeze(1), Kept(1));
            _counts.add_(Kept(rows.shape[0]), Kept(1));
            return;
        }

        _sums.add_(values.t().mm(there), Kept(1));
        _counts.add_(there.t().mm(there), Kept(1));
    }

    /// <summary>Mean [n] and covariance [n, n]; 0 where no row has a column or a pair of them.</summary>
    public (Tensor Mean, Tensor Covariance) Result()
    {
        // sums[i, j] is the sum of column i over the rows that have column j as well.
        Tensor mean = _sums.diagonal() / _counts.diagonal().clamp(min: Kept(1));
        Tensor column = mean.unsqueeze(1);
        Tensor row = mean.unsqueeze(0);
        Tensor products = (_products - (_sums * row) - (_sums.t() * column)).Plus(_counts * column * row);
        return (_shift is null ? mean : mean.Plus(_shift), products / (_counts - Kept(1)).clamp(min: Kept(1)));
    }
}
