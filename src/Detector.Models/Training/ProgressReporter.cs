using Detector.Models.Stages;

namespace Detector.Models.Training;

/// <summary>Turns points of a learning curve into progress of the whole training.</summary>
/// <param name="progress">Whom to tell.</param>
/// <param name="time">Measures speed.</param>
/// <param name="stage">What is being done.</param>
/// <param name="fitsBefore">Fits done before this one.</param>
/// <param name="fits">Fits in all.</param>
internal sealed class ProgressReporter(IProgress<TrainingProgress>? progress, TimeProvider time, string stage, int fitsBefore, int fits)
{
    private readonly long _start = time.GetTimestamp();

    public void Report(LearningPoint point, int steps, int batchRows, int rows)
    {
        TimeSpan elapsed = time.GetElapsedTime(_start);
        int all = fits * steps;
        int done = (fitsBefore * steps) + point.Step;
        progress?.Report(new TrainingProgress(
            point.Stage == TrainingStage.Fitting ? stage : $"{stage}, {point.Stage}",
            done,
            all,
            (double)point.Step * batchRows / rows,
            point.Loss,
            point.HeldOutLoss,
            elapsed > TimeSpan.Zero ? point.Step * batchRows / elapsed.TotalSeconds : 0,
            elapsed * ((double)(all - done) / point.Step)));
    }
}
