using Detector.Streams.Settings;

namespace Detector.Streams.Supervision;

/// <summary>Makes a stream's run of its settings.</summary>
internal interface IStreamFactory
{
    StreamRun Create(string name, StreamSettings settings);
}
