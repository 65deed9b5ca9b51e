using Detector.Streams.Settings;
using Detector.Streams.Shadow;
using Detector.Streams.Status;

namespace Detector.Streams.Supervision;

/// <summary>
/// Owns the daemon's streams: starts them, adds and removes them while it runs, stops them, and says when none of them can run any more.
/// </summary>
public sealed class StreamSupervisor : IStreamStatusSource
{
    private readonly IStreamFactory _factory;
    private readonly Lock _gate = new();
    private readonly List<Supervised> _streams = [];
    private readonly TaskCompletionSource<Exception> _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isStarted;
    private bool _isStopping;

    internal StreamSupervisor(IStreamFactory factory) => _factory = factory;

    /// <summary>Completes when every stream has failed, with the last one's error: the process has nothing to do any more.</summary>
    public Task<Exception> Failure => _failure.Task;

    /// <summary>Adds a stream; it starts at once where the others run already.</summary>
    /// <exception cref="InvalidOperationException">There is one of this name, or the supervisor stops.</exception>
    public void Add(string name, StreamSettings settings)
    {
        lock (_gate)
        {
            if (_isStopping || _streams.Any(stream => stream.Run.Name == name))
            {
                throw new InvalidOperationException(_isStopping ? "the streams are being stopped" : $"there is a stream {name} already");
            }

            var added = new Supervised(_factory.Create(name, settings), settings);
            added.Run.Failed += FailWhereAllHave;
            _streams.Add(added);
            if (_isStarted)
            {
                added.Start();
            }
        }
    }

    /// <summary>Stops a stream; its metrics' series go with it.</summary>
    /// <exception cref="InvalidOperationException">There is none of this name.</exception>
    public async Task RemoveAsync(string name)
    {
        Supervised[] leaving = await LeaveAsync([name]);
        lock (_gate)
        {
            Forget(leaving);
        }
    }

    /// <summary>
    /// Makes the streams those of other settings: stops what is no longer there or has changed, side by side, and then starts what is new
    /// or has changed; the others are not touched. One call at a time.
    /// </summary>
    /// <param name="wanted">The streams by name, sound.</param>
    /// <returns>What was done; nothing more where the supervisor stops meanwhile.</returns>
    public async Task<StreamChanges> ApplyAsync(IReadOnlyDictionary<string, StreamSettings> wanted)
    {
        StreamChanges changes;
        lock (_gate)
        {
            changes = StreamChanges.Between(_streams.ToDictionary(stream => stream.Run.Name, stream => stream.Settings), wanted);
        }

        Supervised[] leaving = await LeaveAsync([.. changes.Removed, .. changes.Restarted.Select(stream => stream.Name)]);
        lock (_gate)
        {
            Forget(leaving);
            string[] order = [.. wanted.Keys];
            foreach (string name in order.Except(changes.Unchanged).Where(_ => !_isStopping))
            {
                Add(name, wanted[name]);
            }

            _streams.Sort((one, other) => Array.IndexOf(order, one.Run.Name).CompareTo(Array.IndexOf(order, other.Run.Name)));
        }

        return changes;
    }

    /// <summary>Starts the streams that were added so far.</summary>
    public void Start()
    {
        lock (_gate)
        {
            _isStarted = true;
            if (!_isStopping)
            {
                _streams.ForEach(stream => stream.Start());
            }
        }
    }

    /// <summary>Stops all streams, side by side.</summary>
    /// <returns>Those that left events for the next start.</returns>
    public async Task<IReadOnlyList<string>> StopAsync()
    {
        Supervised[] streams;
        lock (_gate)
        {
            _isStopping = true;
            streams = [.. _streams];
        }

        await Task.WhenAll(streams.Select(stream => stream.StopAsync()));
        return [.. streams.Where(stream => stream.Run.HasLeft).Select(stream => stream.Run.Name)];
    }

    /// <summary>The streams and their settings, in the order of the settings.</summary>
    public IReadOnlyList<(string Name, StreamSettings Settings)> Streams()
    {
        lock (_gate)
        {
            return [.. _streams.Where(stream => !stream.IsLeaving).Select(stream => (stream.Run.Name, stream.Settings))];
        }
    }

    /// <summary>Where a stream's challenger scores; null where there is no such stream.</summary>
    public ShadowLane? Shadow(string stream)
    {
        lock (_gate)
        {
            return _streams.Find(other => other.Run.Name == stream)?.Run.Shadow;
        }
    }

    public IReadOnlyList<StreamStatus> Read()
    {
        lock (_gate)
        {
            return [.. _streams.Select(stream => stream.Run.Status())];
        }
    }

    public ScoreHistory? Scores(string stream)
    {
        lock (_gate)
        {
            return _streams.Find(supervised => supervised.Run.Name == stream)?.Run.Scores;
        }
    }

    // They are there until all have stopped, so that a stop of the daemon waits for them too, and until others take their place: nobody
    // is to find that those which are left have all failed.
    private async Task<Supervised[]> LeaveAsync(IReadOnlyList<string> names)
    {
        Supervised[] leaving;
        lock (_gate)
        {
            leaving =
            [
                .. names.Select(name => _streams.Find(stream => stream.Run.Name == name && !stream.IsLeaving)
                    ?? throw new InvalidOperationException($"there is no stream {name}")),
            ];
            Array.ForEach(leaving, stream => stream.IsLeaving = true);
        }

        await Task.WhenAll(leaving.Select(stream => stream.StopAsync()));
        return leaving;
    }

    private void Forget(Supervised[] gone)
    {
        foreach (Supervised stream in gone)
        {
            _streams.Remove(stream);
            stream.Run.Dispose();
        }
    }

    private void FailWhereAllHave(Exception error)
    {
        lock (_gate)
        {
            if (_streams.TrueForAll(stream => !stream.IsLeaving && stream.Run.Status().State == StreamState.Failed))
            {
                _failure.TrySetResult(error);
            }
        }
    }

    private sealed class Supervised(StreamRun run, StreamSettings settings)
    {
        private readonly CancellationTokenSource _stop = new();
        private Task _running = Task.CompletedTask;

        public StreamRun Run => run;

        public StreamSettings Settings => settings;

        public bool IsLeaving { get; set; }

        public void Start() => _running = Task.Run(() => run.RunAsync(_stop.Token));

        public async Task StopAsync()
        {
            await _stop.CancelAsync();
            await _running;
        }
    }
}
