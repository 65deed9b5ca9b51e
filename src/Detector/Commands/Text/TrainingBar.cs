using System.Globalization;
using Detector.Models.Training;

namespace Detector.Commands.Text;

/// <summary>A training's progress as one line: bar, epoch, losses, speed and time left.</summary>
internal sealed class TrainingBar(TextWriter output, TimeProvider time) : IProgress<TrainingProgress>, IDisposable
{
    private const int Width = 24;

    private readonly StatusLine _line = new(output, time);

    public void Report(TrainingProgress value) => _line.Show(() => Format(value));

    public void Dispose() => _line.Dispose();

    private static string Format(TrainingProgress progress)
    {
        int done = (int)Math.Round(Math.Clamp(progress.Fraction, 0, 1) * Width);
        string bar = new string('█', done) + new string('░', Width - done);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{bar} {progress.Fraction,4:0%}  epoch {progress.Epoch:0.0}  loss {progress.Loss:0.0000}  held-out {progress.HeldOutLoss:0.0000}  "
            + $"{progress.RowsPerSecond:#,0} rows/s  {progress.Left:m\\:ss} left");
    }
}
