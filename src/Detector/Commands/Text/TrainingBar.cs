using Detector.Models.Training;

namespace Detector.Commands.Text;

/// <summary>A training's progress as one line: bar, epoch, losses, speed and time left.</summary>
/// <param name="output">Where to.</param>
/// <param name="time">Paces the display.</param>
internal sealed class TrainingBar(TextWriter output, TimeProvider time) : IProgress<TrainingProgress>, IDisposable
{
    private const int MostBar = 24;
    private const int LeastBar = 4;

    private readonly StatusLine _line = new(output, time);

    public void Report(TrainingProgress value) => _line.Show(() => Format(value, _line.Width));

    public void Dispose() => _line.Dispose();

    /// <summary>The bar takes what the numbers leave of the line.</summary>
    internal static string Format(TrainingProgress progress, int width)
    {
        string numbers = $"{100 * progress.Fraction,3:0} %  epoch {progress.Epoch:0.0}  loss {Numbers.Significant(progress.Loss)}"
            + $"  held-out {Numbers.Significant(progress.HeldOutLoss)}  {Numbers.Short(progress.RowsPerSecond)} rows/s"
            + $"  {Numbers.Time(progress.Left)} left";
        int bar = Math.Min(MostBar, width - numbers.Length - 1);
        int done = (int)Math.Round(Math.Clamp(progress.Fraction, 0, 1) * bar);
        return bar < LeastBar ? numbers : $"{new string('█', done)}{new string('░', bar - done)} {numbers}";
    }
}
