using Detector.Streams.Settings;

namespace Detector.Streams.Supervision;

/// <summary>What other settings mean for the streams that run.</summary>
/// <param name="Added">New streams.</param>
/// <param name="Restarted">Streams whose settings differ, each with the settings that do.</param>
/// <param name="Removed">Streams that are no longer there.</param>
/// <param name="Unchanged">Streams that go on as they are.</param>
public sealed record StreamChanges(
    IReadOnlyList<string> Added,
    IReadOnlyList<(string Name, IReadOnlyList<string> Settings)> Restarted,
    IReadOnlyList<string> Removed,
    IReadOnlyList<string> Unchanged)
{
    /// <summary>From these settings to those.</summary>
    internal static StreamChanges Between(
        IReadOnlyDictionary<string, StreamSettings> running, IReadOnlyDictionary<string, StreamSettings> wanted)
    {
        (string Name, IReadOnlyList<string> Settings)[] common =
        [
            .. from stream in wanted
               where running.ContainsKey(stream.Key)
               select (stream.Key, Paths(running[stream.Key], stream.Value)),
        ];
        return new(
            [.. wanted.Keys.Where(name => !running.ContainsKey(name))],
            [.. common.Where(stream => stream.Settings.Count > 0)],
            [.. running.Keys.Where(name => !wanted.ContainsKey(name))],
            [.. common.Where(stream => stream.Settings.Count == 0).Select(stream => stream.Name)]);
    }

    private static IReadOnlyList<string> Paths(StreamSettings running, StreamSettings wanted) =>
        [.. RecordDifference.Between(running, wanted).Select(difference => difference.Path)];
}
