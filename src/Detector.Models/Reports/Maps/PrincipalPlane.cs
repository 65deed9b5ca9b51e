using System.Runtime.InteropServices;
using TorchSharp;
using static Detector.Models.Torch.Scalars;
using static TorchSharp.torch;

namespace Detector.Models.Reports.Maps;

/// <summary>The plane in which points vary most: their first two principal components.</summary>
/// <param name="Points">Where the points are in it.</param>
/// <param name="First">Share of the variance along the first component, 0..1.</param>
/// <param name="Second">Along the second.</param>
internal sealed record PrincipalPlane(PlanePoints Points, double First, double Second)
{
    /// <summary>The plane of some points.</summary>
    /// <param name="points">[n * width], finite.</param>
    /// <param name="width">Numbers a point.</param>
    public static PrincipalPlane Of(float[] points, int width)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor rows = tensor(points).to(ScalarType.Float64).reshape(-1, width);
        rows = rows - rows.mean([0]);
        int n = (int)rows.shape[0];

        // Of few wide points, the products of points with points are the smaller matrix.
        bool tall = n >= width;
        (Tensor values, Tensor vectors) = linalg.eigh(tall ? rows.t().mm(rows) : rows.mm(rows.t()));
        double[] variances = [.. Numbers(values).Select(value => Math.Max(value, 0))];
        double all = Math.Max(variances.Sum(), double.Epsilon);
        var plane = new PlanePoints(n);
        double Component(int which, double[] target)
        {
            int last = variances.Length - 1 - which;
            if (last >= 0)
            {
                using Tensor axis = vectors.select(1, last);
                Numbers(tall ? rows.mv(axis) : axis * Kept(Math.Sqrt(variances[last]))).CopyTo(target, 0);
                Turn(target);
            }

            return last >= 0 ? variances[last] / all : 0;
        }

        return new PrincipalPlane(plane, Component(0, plane.X), Component(1, plane.Y));
    }

    // An axis may as well point the other way; the farthest point lies at its positive side.
    private static void Turn(double[] coordinates)
    {
        if (coordinates.MaxBy(Math.Abs) < 0)
        {
            for (int i = 0; i < coordinates.Length; i++)
            {
                coordinates[i] = -coordinates[i];
            }
        }
    }

    private static double[] Numbers(Tensor tensor) => MemoryMarshal.Cast<byte, double>(tensor.contiguous().bytes).ToArray();
}
