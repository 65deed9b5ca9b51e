using Detector.Streams.Status;

namespace Detector.Dashboard.Tests;

/// <summary>Streams "cards", which trains nothing, and "busy", which does.</summary>
internal sealed class FakeRetrainer : IRetrainer
{
    public List<string> Asked { get; } = [];

    public RetrainingStatus? Read(string stream) => stream switch
    {
        "cards" => new(),
        "busy" => new() { Stage = "training", Curve = [2, 1] },
        _ => null,
    };

    public bool Ask(string stream, string why)
    {
        var isFree = stream == "cards";
        if (isFree)
        {
            Asked.Add(stream);
        }

        return isFree;
    }

    public bool Cancel(string stream) => stream == "busy";
}
