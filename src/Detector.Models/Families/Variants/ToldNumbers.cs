using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Families.Variants;

/// <summary>
/// The numbers of a sample that a conditional model is told; a model without conditions is told none, and then all these do nothing.
/// </summary>
internal sealed class ToldNumbers(ModelInput input)
{
    private readonly long[] _places = [.. input.Conditions.Select(place => (long)place)];

    public int Count => _places.Length;

    /// <summary>[N, K] what is told of rows; absent numbers are 0, the mean.</summary>
    public Tensor Of(Tensor rows) => rows.index_select(1, Places(rows)).nan_to_num();

    /// <summary>Rows with what is told of other rows.</summary>
    public Tensor Put(Tensor rows, Tensor told) =>
        Count == 0 ? rows : rows.index_copy(1, Places(rows), told.index_select(1, Places(rows)));

    /// <summary>Rows in which what is told is absent.</summary>
    public Tensor Without(Tensor rows) => Count == 0 ? rows : rows.index_fill(1, Places(rows), Kept(float.NaN));

    private Tensor Places(Tensor rows) => tensor(_places).to(rows.device);
}
