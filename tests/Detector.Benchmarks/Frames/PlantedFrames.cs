namespace Detector.Benchmarks.Frames;

/// <summary>
/// A film of grey frames with anomalies planted into it: moving patches of 4 × 8 to 10 × 14 pixels through which a third of the scene is
/// seen, and spells of a covered camera.
/// </summary>
internal sealed class PlantedFrames
{
    private const double Opacity = 0.7;

    private readonly Random _random;
    private readonly int _width;
    private readonly int _height;

    /// <param name="film">[frames][height * width]; left as it is.</param>
    /// <param name="width">Pixels a line.</param>
    /// <param name="seed">Seed of all chance.</param>
    public PlantedFrames(IReadOnlyList<byte[]> film, int width, int seed)
    {
        (_random, _width, _height) = (new Random(seed), width, film[0].Length / width);
        Frames = [.. film.Select(frame => (byte[])frame.Clone())];
        Boxes = new (int, int, int, int)?[film.Count];
        for (int at = 200; at < film.Count - 200;)
        {
            int length = _random.Next(8, 24);
            if (_random.Next(4) == 0)
            {
                Cover(at, length);
            }
            else
            {
                Pass(at, length);
            }

            at += length + _random.Next(60, 200);
        }
    }

    public byte[][] Frames { get; }

    /// <summary>[frames] where something is; the whole frame where the camera is covered; null where nothing is.</summary>
    public (int X, int Y, int Width, int Height)?[] Boxes { get; }

    /// <summary>Whether a frame has a patch that moves.</summary>
    public bool IsPatch(int frame) => Boxes[frame] is { } box && box.Width < _width;

    private void Cover(int start, int length)
    {
        double level = Uniform(5, 120);
        for (int frame = start; frame < start + length; frame++)
        {
            for (int i = 0; i < Frames[frame].Length; i++)
            {
                Frames[frame][i] = Byte(level + Normal(2));
            }

            Boxes[frame] = (0, 0, _width, _height);
        }
    }

    private void Pass(int start, int length)
    {
        (int high, int wide) = (_random.Next(4, 11), _random.Next(8, 15));
        (double x, double y) = (Uniform(0, _width - wide), Uniform(0, _height - high));
        (double dx, double dy) = (Normal(1.5), Normal(0.5));
        double level = (_random.Next(2) == 0 ? -1 : 1) * Uniform(25, 60);
        double[] texture = [.. Enumerable.Range(0, high * wide).Select(_ => level + Normal(8))];
        for (int frame = start; frame < start + length; frame++)
        {
            (x, y) = (Math.Clamp(x + dx, 0, _width - wide), Math.Clamp(y + dy, 0, _height - high));
            byte[] pixels = Frames[frame];
            double mean = pixels.Average(pixel => (double)pixel);
            for (int i = 0; i < texture.Length; i++)
            {
                ref byte pixel = ref pixels[(((int)y + (i / wide)) * _width) + (int)x + (i % wide)];
                pixel = Byte(((1 - Opacity) * pixel) + (Opacity * (mean + texture[i])));
            }

            Boxes[frame] = ((int)x, (int)y, wide, high);
        }
    }

    private double Uniform(double from, double to) => from + ((to - from) * _random.NextDouble());

    private double Normal(double spread) =>
        spread * Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    private static byte Byte(double value) => (byte)Math.Clamp(Math.Round(value), 0, 255);
}
