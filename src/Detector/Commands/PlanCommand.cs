using System.CommandLine;
using System.Globalization;
using Detector.Commands.Text;
using Detector.Core.State;
using Detector.Models.Bundles;
using Detector.Settings;
using Detector.Streams.Settings;
using Detector.Streams.State;

namespace Detector.Commands;

/// <summary>detector plan.</summary>
internal sealed class PlanCommand : CliCommand
{
    private readonly ModelOptions _model = new();

    private readonly Option<string?> _stream = new("--stream", "-s") { Description = "One stream. Default: all.", HelpName = "NAME" };

    private readonly Option<string[]> _keys = new("--keys")
    {
        Description = "How many keys there will be; of some fields, or pairs, others: card=1000000 card+terminal=5000000.",
        HelpName = "N|NAME=N",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => ["100000"],
    };

    private readonly Option<double?> _rate = new("--rate")
    {
        Description = "Events a second. Default: as let each key have eight in its longest window.", HelpName = "N",
    };

    private readonly Option<int> _partitions = new("--partitions")
    {
        Description = "Partitions that this process will have.", HelpName = "N", DefaultValueFactory = _ => 1,
    };

    public PlanCommand()
        : base(
            "plan",
            "Tell what memory the streams will take, for so many keys, before anything is started.",
            "detector plan --keys 1000000",
            "detector plan --stream cards --keys 1000000 terminal=20000 --rate 500 --partitions 4")
    {
        _model.AddTo(this);
        Add(_stream);
        Add(_keys);
        Add(_rate);
        Add(_partitions);
    }

    protected override Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        DetectorSettings settings = _model.Settings(arguments, SettingsUse.Running);
        ModelRegistry registry = _model.Registry(arguments, settings);
        StreamLoad load = Load(arguments);
        TextWriter output = Output(arguments);
        string[] names = arguments.GetValue(_stream) is { } one ? [one] : [.. settings.Streams.Keys];
        string[] known = [.. names.SelectMany(name => NamesOf(_model.Stream(arguments, settings, name)))];
        if (load.KeysByName.Keys.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
        {
            throw new UsageException(
                $"--keys names {unknown}, by which no aggregate is; there are: {string.Join(", ", known.Distinct())}");
        }

        foreach (string name in names)
        {
            Write(name, new StreamMemory(settings.Streams[name], load), ManifestOf(registry, name), output);
        }

        output.WriteLine("The program itself takes about 240 MB; alerts that cannot be delivered, 256 MB at most a stream.");
        return Task.FromResult(ExitCode.Success);
    }

    private static IEnumerable<string> NamesOf(StreamSettings stream) =>
        stream.Schema.Aggregates.Select(aggregate => string.Join('+', aggregate.By)).Distinct();

    private static Manifest? ManifestOf(ModelRegistry registry, string stream) =>
        registry.List(stream).FirstOrDefault(info => info.IsCurrent)?.Manifest;

    private static void Write(string name, StreamMemory memory, Manifest? model, TextWriter output)
    {
        StateShare[] keys = [.. memory.Keys()];
        var table = new Table("", "NUMBER", "EVENTS OF EACH", "BYTES EACH", "MB");
        foreach (StateShare share in keys)
        {
            table.Add(
                share.What, Numbers.Count(share.Count), Numbers.Significant(share.Events),
                Numbers.Count(share.Bytes / Math.Max(1, share.Count)), Megabytes(share.Bytes));
        }

        (int batches, int events, long batchBytes) = memory.Batches();
        long state = keys.Sum(share => share.Bytes);
        long weights = model is null ? 0 : StreamMemory.Model(model);
        table.Add("batches", Numbers.Count(batches), Numbers.Count(events), Numbers.Count(batchBytes / batches), Megabytes(batchBytes));
        table.Add(model is null ? "model (none yet)" : "model", "", "", "", Megabytes(weights));
        table.Add("messages fetched ahead", "", "", "", Megabytes(memory.Prefetched));
        table.Add("together", "", "", "", Megabytes(state + batchBytes + weights + memory.Prefetched));
        output.WriteLine(keys.Length == 0 ? $"Stream {name}:"
            : $"Stream {name}, with {Numbers.Significant(memory.EventsPerSecond)} events a second:");
        table.Write(output, "  ");
        if (keys.Length > 0)
        {
            long saved = keys.Sum(share => share.SavedBytes);
            output.WriteLine($"  While a snapshot is written, its copy: {Megabytes(saved)} MB by the number of partitions.");
        }

        if (state > memory.MostBytes || keys.Sum(share => share.Count) > memory.MostKeys)
        {
            output.WriteLine("  Mind: that is more than Schema:State:MaxMegabytes or MaxKeys let a partition keep; what was not seen for "
                + "the longest time would leave.");
        }

        output.WriteLine();
    }

    private static string Megabytes(long bytes) => (bytes / 1e6).ToString(bytes < 10_000_000 ? "N1" : "N0", CultureInfo.InvariantCulture);

    private StreamLoad Load(ParseResult arguments)
    {
        var load = new StreamLoad { EventsPerSecond = arguments.GetValue(_rate), Partitions = arguments.GetValue(_partitions) };
        if (load.EventsPerSecond is <= 0 or double.NaN || load.Partitions is < 1 or > 100_000)
        {
            throw new UsageException("--rate and --partitions are numbers above 0");
        }

        var named = new Dictionary<string, long>();
        foreach (string word in arguments.GetRequiredValue(_keys))
        {
            int sign = word.LastIndexOf('=');
            if (!long.TryParse(word.AsSpan(sign + 1), NumberStyles.None, CultureInfo.InvariantCulture, out long count)
                || count is < 1 or > 10_000_000_000)
            {
                throw new UsageException($"--keys has '{word}'; it is a number from 1 to 10000000000, or NAME=N");
            }

            load = sign < 0 ? load with { Keys = count } : load;
            if (sign >= 0)
            {
                named[word[..sign]] = count;
            }
        }

        return load with { KeysByName = named };
    }
}
