using Detector.Models.Training;

namespace Detector.Commands.Text;

/// <summary>Shows how far a training is: a bar, losses, speed, time left.</summary>
/// <param name="output">Where to.</param>
/// <param name="time">Paces the display.</param>
internal sealed class TrainingView(TextWriter output, TimeProvider time) : IProgress<TrainingProgress>, IDisposable
{
    private const int MostBar = 24;

    private readonly StatusLine _line = new(output, time);

    public void Report(TrainingProgress value) => _line.Show(() => Text(value, _line.Width));

    public void Dispose() => _line.Dispose();

    /// <summary>Such as "[=========>        ]  42 %  epoch 12.3  loss 0.123  held out 0.131  1.2M rows/s  0:07 left".</summary>
    internal static string Text(TrainingProgress p, int width)
    {
        string numbers =
            $"{100 * p.Fraction,3:0} %  epoch {p.Epoch:0.0}  loss {Numbers.Significant(p.Loss)}  held out {Numbers.Significant(p.HeldOutLoss)}"
            + $"  {Numbers.Short(p.RowsPerSecond)} rows/s  {Numbers.Time(p.Left)} left";
        int bar = Math.Min(MostBar, width - numbers.Length - 3);
        return bar < 4 ? numbers : $"[{Bar(p.Fraction, bar)}] {numbers}";
    }

    private static string Bar(double fraction, int width)
    {
        int done = (int)Math.Round(Math.Clamp(fraction, 0, 1) * width);
        return (done < width ? new string('=', Math.Max(0, done - 1)) + (done > 0 ? ">" : "") : new string('=', width)).PadRight(width);
    }
}
