using Detector.Benchmarks.Line;
using Detector.TestKit;

namespace Detector.Benchmarks.Ledger;

/// <summary>Does to two daemons and their broker what happens in a bad week, by a seed.</summary>
internal sealed class Storm(RealKafka kafka, string topic, int seed, Func<Daemon> start) : IDisposable
{
    private const int Terminate = 15;
    private const int Stop = 19;
    private const int Continue = 18;
    private const int MostAdded = 2;

    private static readonly TimeSpan StandStill = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ExitPatience = TimeSpan.FromSeconds(90);

    private readonly Random _random = new(seed);
    private readonly Daemon[] _daemons = [start(), start()];
    private readonly SortedDictionary<string, int> _acts = [];
    private readonly SortedDictionary<int, int> _exits = [];
    private int _partitions = 4;

    /// <summary>What was done, and how often.</summary>
    public string Acts => string.Join(", ", _acts.Select(act => $"{act.Key} {act.Value}"));

    /// <summary>The exit codes after SIGTERM, and how often each came.</summary>
    public string Exits => string.Join(", ", _exits.Select(exit => $"{exit.Key} ({exit.Value})"));

    /// <summary>Daemons that ended without being told to.</summary>
    public int Fallen { get; private set; }

    /// <summary>Rages while something else is under way.</summary>
    public async Task RageAsync(Task meanwhile)
    {
        while (!meanwhile.IsCompleted)
        {
            await Task.WhenAny(meanwhile, Task.Delay(TimeSpan.FromSeconds(1 + (3 * _random.NextDouble()))));
            await ActAsync(_random.Next(6), _random.Next(_daemons.Length));
            for (int i = 0; i < _daemons.Length; i++)
            {
                if (_daemons[i].HasExited)
                {
                    Fallen++;
                    Replace(i);
                }
            }
        }

        await meanwhile;
    }

    /// <summary>Tells both to end.</summary>
    public async Task EndAsync()
    {
        foreach (Daemon daemon in _daemons)
        {
            await TerminateAsync(daemon);
        }
    }

    public void Dispose()
    {
        foreach (Daemon daemon in _daemons)
        {
            daemon.Dispose();
        }
    }

    private async Task ActAsync(int act, int who)
    {
        switch (act)
        {
            case 0:
                Note("kill -9");
                Replace(who);
                break;
            case 1:
                Note("SIGTERM");
                await TerminateAsync(_daemons[who]);
                Replace(who);
                break;
            case 2:
                Note("stand-still");
                _daemons[who].Signal(Stop);
                await Task.Delay(StandStill);
                _daemons[who].Signal(Continue);
                break;
            case 3:
                Note("broker killed");
                kafka.Kill();
                await Task.Delay(Away);
                kafka.Start();
                break;
            case 4:
                Note("broker paused");
                kafka.Pause();
                await Task.Delay(StandStill);
                kafka.Resume();
                break;
            case 5 when _acts.GetValueOrDefault("partitions added") < MostAdded:
                Note("partitions added");
                KafkaTopics.AddPartitions(kafka.BootstrapServers, topic, _partitions += 2);
                break;
        }
    }

    private async Task TerminateAsync(Daemon daemon)
    {
        daemon.Signal(Terminate);
        int exit = await daemon.ExitAsync(ExitPatience);
        _exits[exit] = _exits.GetValueOrDefault(exit) + 1;
    }

    private void Replace(int who)
    {
        _daemons[who].Dispose();
        _daemons[who] = start();
    }

    private void Note(string act)
    {
        _acts[act] = _acts.GetValueOrDefault(act) + 1;
        Console.WriteLine($"  {TimeProvider.System.GetLocalNow():HH:mm:ss} {act}");
    }
}
