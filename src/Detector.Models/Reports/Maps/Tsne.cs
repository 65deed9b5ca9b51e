using System.Numerics;
using System.Runtime.InteropServices;

namespace Detector.Models.Reports.Maps;

/// <summary>
/// A map of points in two dimensions in which neighbours stay neighbours: t-SNE, exact (L. van der Maaten, G. Hinton, 2008). It starts
/// from the points' principal plane (D. Kobak, P. Berens, 2019) and draws nothing at random.
/// </summary>
internal static class Tsne
{
    private const double Perplexity = 30;
    private const int Steps = 500;

    // The first steps pull neighbours together harder, so that clusters find their places before they spread (section 3.4).
    private const int PullSteps = 125;
    private const double Pull = 12;
    private const double LearningRate = 50;
    private const double FirstSpread = 1e-4;
    private const double LeastGain = 0.01;

    /// <summary>Places points on a map.</summary>
    /// <param name="points">[n * width].</param>
    /// <param name="width">Numbers a point.</param>
    /// <param name="start">Where the points are at first, such as their principal plane.</param>
    public static PlanePoints Map(float[] points, int width, PlanePoints start)
    {
        int n = start.Count;
        if (n < 4)
        {
            return start;
        }

        double[] joint = Affinities.Joint(Squares(points, width, n), n, Math.Min(Perplexity, (n - 1) / 3.0));
        PlanePoints map = Small(start);
        var gradient = new PlanePoints(n);
        var move = new PlanePoints(n);
        var gain = new PlanePoints(n);
        gain.X.AsSpan().Fill(1);
        gain.Y.AsSpan().Fill(1);
        for (int step = 0; step < Steps; step++)
        {
            Gradient(joint, map, step < PullSteps ? Pull : 1, gradient);
            double momentum = step < PullSteps ? 0.5 : 0.8;
            Follow(gradient.X, move.X, gain.X, map.X, momentum);
            Follow(gradient.Y, move.Y, gain.Y, map.Y, momentum);
        }

        return map;
    }

    /// <summary>Equation 5: the derivative of the Kullback-Leibler divergence between affinities and map by each point's place.</summary>
    /// <param name="joint">[n * n] the affinities.</param>
    /// <param name="map">Where the points are.</param>
    /// <param name="pull">What the affinities are multiplied by.</param>
    /// <param name="gradient">Out.</param>
    public static void Gradient(double[] joint, PlanePoints map, double pull, PlanePoints gradient)
    {
        int n = map.Count;
        var push = new PlanePoints(n);
        double total = 0;
        for (int i = 0; i < n; i++)
        {
            (Vector2D attraction, Vector2D repulsion, double near) = Forces(joint.AsSpan(i * n, n), map, i);
            (gradient.X[i], gradient.Y[i]) = (4 * pull * attraction.X, 4 * pull * attraction.Y);
            (push.X[i], push.Y[i]) = (4 * repulsion.X, 4 * repulsion.Y);
            total += near;
        }

        for (int i = 0; i < n; i++)
        {
            gradient.X[i] -= push.X[i] / total;
            gradient.Y[i] -= push.Y[i] / total;
        }
    }

    // The sums of p_ij w (y_i - y_j) and w² (y_i - y_j), and of w, over all other points j, where w = 1 / (1 + |y_i - y_j|²): the
    // numerator of q_ij (equation 4).
    private static (Vector2D Attraction, Vector2D Repulsion, double Near) Forces(ReadOnlySpan<double> affinities, PlanePoints map, int i)
    {
        (double x, double y) = (map.X[i], map.Y[i]);
        (Vector<double> ax, Vector<double> ay, Vector<double> rx, Vector<double> ry) = (default, default, default, default);
        Vector<double> near = default;
        ReadOnlySpan<Vector<double>> p = MemoryMarshal.Cast<double, Vector<double>>(affinities);
        ReadOnlySpan<Vector<double>> xs = MemoryMarshal.Cast<double, Vector<double>>(map.X);
        ReadOnlySpan<Vector<double>> ys = MemoryMarshal.Cast<double, Vector<double>>(map.Y);
        for (int j = 0; j < p.Length; j++)
        {
            Vector<double> dx = new Vector<double>(x) - xs[j];
            Vector<double> dy = new Vector<double>(y) - ys[j];
            Vector<double> w = Vector<double>.One / (Vector<double>.One + (dx * dx) + (dy * dy));
            Vector<double> pw = p[j] * w;
            Vector<double> ww = w * w;
            ax += pw * dx;
            ay += pw * dy;
            rx += ww * dx;
            ry += ww * dy;
            near += w;
        }

        var attraction = new Vector2D(Vector.Sum(ax), Vector.Sum(ay));
        var repulsion = new Vector2D(Vector.Sum(rx), Vector.Sum(ry));
        double all = Vector.Sum(near);
        for (int j = p.Length * Vector<double>.Count; j < affinities.Length; j++)
        {
            (double dx, double dy) = (x - map.X[j], y - map.Y[j]);
            double w = 1 / (1 + (dx * dx) + (dy * dy));
            attraction = new Vector2D(attraction.X + (affinities[j] * w * dx), attraction.Y + (affinities[j] * w * dy));
            repulsion = new Vector2D(repulsion.X + (w * w * dx), repulsion.Y + (w * w * dy));
            all += w;
        }

        // The point itself is at no distance of itself.
        return (attraction, repulsion, all - 1);
    }

    // Gradient descent with momentum; a coordinate that keeps its direction speeds up, one that turns slows down (R. Jacobs, 1988).
    private static void Follow(double[] gradient, double[] move, double[] gain, double[] place, double momentum)
    {
        for (int i = 0; i < place.Length; i++)
        {
            gain[i] = gradient[i] > 0 == move[i] > 0 ? Math.Max(gain[i] * 0.8, LeastGain) : gain[i] + 0.2;
            move[i] = (momentum * move[i]) - (LearningRate * gain[i] * gradient[i]);
            place[i] += move[i];
        }
    }

    private static PlanePoints Small(PlanePoints start)
    {
        double scale = FirstSpread / Math.Max(Math.Sqrt(start.X.Average(x => x * x)), 1e-300);
        var small = new PlanePoints(start.Count);
        for (int i = 0; i < start.Count; i++)
        {
            // Points in one line would stay in it: the golden ratio's multiples scatter them a little, always in the same way.
            (small.X[i], small.Y[i]) = (start.X[i] * scale, (start.Y[i] * scale) + (0.01 * FirstSpread * ((i * 0.6180339887 % 1) - 0.5)));
        }

        return small;
    }

    private static double[] Squares(float[] points, int width, int n)
    {
        double[] squares = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++)
            {
                double sum = 0;
                for (int k = 0; k < width; k++)
                {
                    double difference = points[(i * width) + k] - points[(j * width) + k];
                    sum += difference * difference;
                }

                squares[(i * n) + j] = squares[(j * n) + i] = sum;
            }
        }

        return squares;
    }

    private readonly record struct Vector2D(double X, double Y);
}
