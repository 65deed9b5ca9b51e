using Detector.Commands.Text;
using Detector.Models.Training;

namespace Detector.Demo;

/// <summary>Keeps the learning curve of a training's last fit, to show it in one line of text.</summary>
/// <param name="next">Told of the progress too.</param>
internal sealed class LearningCurve(IProgress<TrainingProgress> next) : IProgress<TrainingProgress>
{
    private readonly List<double> _losses = [];
    private string _stage = "";

    public void Report(TrainingProgress value)
    {
        if (value.Stage != _stage)
        {
            _losses.Clear();
            _stage = value.Stage;
        }

        _losses.Add(value.HeldOutLoss);
        next.Report(value);
    }

    /// <summary>Such as "0.91 █▆▄▃▂▂▁▁ 0.24 (held-out loss)".</summary>
    public string Sparkline()
    {
        double[] losses = [.. _losses.Where(double.IsFinite)];
        return $"{Numbers.Significant(losses[0])} {Commands.Text.Sparkline.Of(losses)} {Numbers.Significant(losses[^1])} (held-out loss)";
    }
}
