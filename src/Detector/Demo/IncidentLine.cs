using System.Globalization;
using Detector.Commands.Text;
using Detector.Core.Alerts;
using Detector.Core.Alerts.Incidents;
using Detector.Data.Simulation.Scenes;

namespace Detector.Demo;

/// <summary>A camera's incident as one line of the terminal.</summary>
internal static class IncidentLine
{
    private const string Gap = "  ";

    /// <summary>Such as "10:42:07  CRITICAL  begins   3.1x  vehicle    camera street-1: something in the lower left (8 % of the picture)".
    /// </summary>
    /// <param name="alert">The alert.</param>
    /// <param name="truth">What truly was before the camera.</param>
    /// <param name="width">Characters that a line may have.</param>
    /// <param name="paint">Colours.</param>
    public static string Format(Alert alert, SceneKind truth, int width, Paint paint)
    {
        bool isOver = alert.Incident?.State == IncidentState.Closed;
        DateTimeOffset when = isOver ? alert.Incident!.End!.Value : alert.EventTime;
        string time = when.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        string severity = alert.Severity == Severity.Critical ? "CRITICAL" : "warning ";
        string state = isOver ? "is over" : "begins ";
        string score = string.Create(CultureInfo.InvariantCulture, $"{alert.Score / alert.Threshold,4:0.0}x");
        string what = $"{(truth == SceneKind.None ? "all usual" : SceneLabels.Name(truth).Replace('_', ' ')),-9}";
        string words = alert.Frame?.Words ?? "";
        int room = width - string.Join(Gap, time, severity, state, score, what, "").Length;
        words = words.Length <= room ? words : room < 1 ? "" : words[..(room - 1)] + "…";
        return string.Join(
            Gap,
            paint.Faint(time),
            alert.Severity == Severity.Critical ? paint.Alarm(severity) : paint.Warning(severity),
            state,
            score,
            truth == SceneKind.None ? paint.Faint(what) : paint.Good(what),
            words);
    }
}
