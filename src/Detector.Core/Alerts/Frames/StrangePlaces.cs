using Detector.Core.Samples;

namespace Detector.Core.Alerts.Frames;

/// <summary>Where in a frame its score comes from: a heat map of its pixels' shares, and boxes round what stands out of it.</summary>
public sealed class StrangePlaces
{
    // What is under this share of the largest heat belongs to no box, and what has less of all heat is none.
    private const double Edge = 0.25;
    private const double LeastShare = 0.1;
    private const int MostBoxes = 3;

    // From so much of the picture on it is not a place any more.
    private const double Everywhere = 0.4;

    private readonly int _width;
    private readonly int _height;

    /// <param name="shares">[C * H * W] shares of the score, not negative.</param>
    /// <param name="frame">The frame's layout.</param>
    public StrangePlaces(ReadOnlySpan<double> shares, SampleLayout frame)
    {
        (_height, _width) = (frame.Sizes[0], frame.Sizes[1]);
        double[] sums = new double[_width * _height];
        for (int i = 0; i < shares.Length; i++)
        {
            sums[i % sums.Length] += double.IsFinite(shares[i]) ? shares[i] : 0;
        }

        Heat = Smooth(sums);
        Boxes = Find();
    }

    /// <summary>[H * W] the pixels' shares, each with its neighbours', the largest 1.</summary>
    public double[] Heat { get; }

    /// <summary>Boxes round what stands out, that with most of the score first.</summary>
    public IReadOnlyList<FrameBox> Boxes { get; }

    /// <summary>Such as "something in the lower left (8 % of the picture)".</summary>
    public string Words
    {
        get
        {
            double area = Boxes.Sum(box => (double)box.Width * box.Height) / (_width * _height);
            if (Boxes.Count == 0 || area >= Everywhere)
            {
                return "the whole picture has changed";
            }

            string places = string.Join(" and ", Boxes.Select(Place).Distinct());
            return FormattableString.Invariant($"something {places} ({Math.Max(1, Math.Round(100 * area))} % of the picture)");
        }
    }

    // A lone pixel may be noise: each is told with those round it, twice over, which is nearly a normal distribution.
    private double[] Smooth(double[] heat)
    {
        int radius = Math.Max(1, Math.Min(_width, _height) / 24);
        for (int pass = 0; pass < 2; pass++)
        {
            heat = Along(Along(heat, radius, 1, _width), radius, _width, _height);
        }

        double most = heat.Max();
        return most > 0 ? Array.ConvertAll(heat, value => value / most) : heat;
    }

    private static double[] Along(double[] heat, int radius, int step, int length)
    {
        double[] sums = new double[heat.Length];
        for (int i = 0; i < heat.Length; i++)
        {
            int place = i / step % length;
            for (int by = -Math.Min(radius, place); by <= Math.Min(radius, length - 1 - place); by++)
            {
                sums[i] += heat[i + (by * step)];
            }
        }

        return sums;
    }

    private FrameBox[] Find()
    {
        double all = Heat.Sum();
        bool[] seen = new bool[Heat.Length];
        var boxes = new List<(FrameBox Box, double Share)>();
        for (int i = 0; i < Heat.Length; i++)
        {
            if (!seen[i] && Heat[i] >= Edge)
            {
                boxes.Add(Round(i, seen, all));
            }
        }

        return [.. boxes.OrderByDescending(box => box.Share).Where((box, i) => i == 0 || box.Share >= LeastShare).Take(MostBoxes)
            .Select(box => box.Box)];
    }

    private (FrameBox Box, double Share) Round(int start, bool[] seen, double all)
    {
        var next = new Stack<int>([start]);
        seen[start] = true;
        (int left, int top, int right, int bottom, double sum) = (_width, _height, 0, 0, 0.0);
        while (next.TryPop(out int at))
        {
            (int y, int x) = Math.DivRem(at, _width);
            (left, right, top, bottom) = (Math.Min(left, x), Math.Max(right, x), Math.Min(top, y), Math.Max(bottom, y));
            sum += Heat[at];
            Visit(x > 0, at - 1);
            Visit(x < _width - 1, at + 1);
            Visit(y > 0, at - _width);
            Visit(y < _height - 1, at + _width);
        }

        return (new FrameBox(left, top, right - left + 1, bottom - top + 1, Math.Round(sum / all, 3)), sum / all);

        void Visit(bool isThere, int place)
        {
            if (isThere && !seen[place] && Heat[place] >= Edge)
            {
                seen[place] = true;
                next.Push(place);
            }
        }
    }

    private string Place(FrameBox box)
    {
        double x = (box.X + (box.Width / 2.0)) / _width;
        double y = (box.Y + (box.Height / 2.0)) / _height;
        string side = x < 1 / 3.0 ? "left" : x > 2 / 3.0 ? "right" : "";
        string level = y < 1 / 3.0 ? "upper" : y > 2 / 3.0 ? "lower" : "";
        return (level, side) switch
        {
            ("", "") => "in the middle",
            ("", _) => $"on the {side}",
            ("upper", "") => "at the top",
            ("lower", "") => "at the bottom",
            _ => $"in the {level} {side}",
        };
    }
}
