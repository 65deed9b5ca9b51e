using System.CommandLine;
using System.Globalization;
using Detector.Core.Thresholds;

namespace Detector.Commands;

/// <summary>The options that say how a threshold is learned.</summary>
internal sealed class ThresholdOptions
{
    private const double Least = 1e-6;
    private const double Most = 0.5;

    private readonly Option<double?> _target = new("--target")
    {
        Description = "The share of usual events that may raise an alert, such as 0.001 for one in a thousand.", HelpName = "SHARE",
    };

    private readonly Option<ThresholdMethod?> _method = new("--method")
    {
        Description = "Quantile, MeanSigma or MedianMad. Default: what the model was trained with.", HelpName = "METHOD",
    };

    public void AddTo(Command command)
    {
        command.Add(_target);
        command.Add(_method);
    }

    /// <summary>The target that is asked for; null where none is.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public double? Target(ParseResult arguments) => arguments.GetValue(_target) switch
    {
        null => null,
        { } target when target is >= Least and <= Most => target,
        { } target => throw new UsageException(string.Create(CultureInfo.InvariantCulture,
            $"--target is a share from {Least:0.000000} to {Most}, not {target}")),
    };

    /// <summary>How a threshold is learned: as another was, but for what is asked for.</summary>
    public ThresholdSettings Settings(ParseResult arguments, Threshold otherwise) => new()
    {
        Method = arguments.GetValue(_method) ?? otherwise.Method,
        Target = Target(arguments) ?? Math.Clamp(otherwise.Target, Least, Most),
    };
}
