using Detector.Core.Thresholds;
using Detector.Dashboard.Models;
using Detector.Models.Bundles;
using Detector.Models.Storage;

namespace Detector.Hosting;

/// <summary>The registry's models, for the page.</summary>
internal sealed class ModelDesk(ModelRegistry registry) : IModelDesk
{
    private const double LeastTarget = 1e-6;
    private const double MostTarget = 0.5;

    public IReadOnlyList<ModelVersion> Versions(string stream) => Checked(() =>
        registry.List(stream).Reverse().Select(info => new ModelVersion(
        info.Version,
        [.. info.Pointers.Select(pointer => pointer.ToString().ToLowerInvariant())],
        info.Manifest?.Created,
        info.Manifest?.Family,
        info.Manifest?.Training.TrainingRows,
        info.Manifest?.HeldOutOver is { } over && double.IsFinite(over) ? over : null,
        info.Error)).ToList());

    public byte[]? Report(string stream, string version) => Checked(() => registry.Report(stream, version));

    public string Promote(string stream, string version) => Checked(() =>
    {
        registry.Promote(stream, version, Change.Of("page", "asked for by HTTP"));
        return $"{version} serves {stream} within a second or two";
    });

    public string RollBack(string stream) => Checked(() =>
        $"{registry.RollBack(stream, Change.Of("page", "asked for by HTTP"))} serves {stream} again within a second or two");

    public string SetThreshold(string stream, WantedThreshold wanted) => Checked(() =>
    {
        Bundle bundle = registry.Open(stream);
        var change = Change.Of("page", "asked for by HTTP");
        if (wanted.Trained)
        {
            registry.UnsetThreshold(stream, change);
            return $"the threshold that {bundle.Version} was trained with is in force again, {bundle.Threshold.Value:0.###}";
        }

        if (wanted.Target is < LeastTarget or > MostTarget)
        {
            throw new ModelDeskException("target is a share from 0.000001 to 0.5");
        }

        HeldOutScores? scores = bundle.ReadScores();
        if (wanted.Target is { } && scores is null)
        {
            throw new ModelDeskException($"{bundle.Version} of {stream} keeps no scores to learn a threshold from; give a value");
        }

        Threshold set = registry.SetThreshold(
            stream, bundle.Version, registry.Read(stream, RegistryPointer.Threshold),
            wanted.Value is null ? ThresholdOrigin.HeldOut : ThresholdOrigin.Chosen,
            version => wanted.Value is { } value
                ? HeldOutScores.Chosen(value, scores, version)
                : scores!.Learn(new ThresholdSettings { Method = bundle.Threshold.Method, Target = wanted.Target!.Value }, version),
            change).Threshold;
        return $"the threshold of {stream} is {set.Value:0.###}, which {100 * set.Target:0.###} % of its held-out rows are above";
    });

    private static T Checked<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (BundleException e)
        {
            throw new ModelDeskException(e.Message, e);
        }
    }
}
