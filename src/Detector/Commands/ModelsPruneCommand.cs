using System.CommandLine;
using Detector.Commands.Text;
using Detector.Models.Bundles;

namespace Detector.Commands;

/// <summary>detector models prune.</summary>
internal sealed class ModelsPruneCommand : CliCommand
{
    private const int MostKept = 100_000;

    private readonly ModelOptions _model = new();
    private readonly Option<string> _stream = CommonOptions.Stream();

    private readonly Option<int> _keep = new("--keep", "-k")
    {
        Description = "So many of the latest sound versions stay. Default: 10.",
        HelpName = "N",
        DefaultValueFactory = _ => 10,
    };

    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Remove them. Without it, nothing is removed." };
    private readonly Option<bool> _json = CommonOptions.Json();

    public ModelsPruneCommand()
        : base(
            "prune",
            "Show which models could go, and remove them with --yes. Those that serve, served, are pinned or want to serve stay, and the "
            + "latest ones.",
            "detector models prune --stream cards",
            "detector models prune --stream cards --keep 3 --yes")
    {
        Add(_stream);
        Add(_keep);
        Add(_yes);
        _model.AddTo(this);
        Add(_json);
    }

    protected override Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        string stream = arguments.GetRequiredValue(_stream);
        int keep = arguments.GetValue(_keep);
        bool yes = arguments.GetValue(_yes);
        if (keep is < 1 or > MostKept)
        {
            throw new UsageException($"--keep is a number of versions, 1 to {Numbers.Count(MostKept)}");
        }

        ModelRegistry registry = _model.Registry(arguments);
        IReadOnlyList<RetainedVersion> all = yes ? registry.Prune(stream, keep) : registry.Retention(stream, keep);
        if (arguments.GetValue(_json))
        {
            Output(arguments).WriteLine(CommandJson.Of(new
            {
                stream,
                removed = yes,
                versions = all.Select(version => new { version.Version, Kept = version.Why is not null, version.Why, version.Bytes }),
            }));
            return Task.FromResult(ExitCode.Success);
        }

        RetainedVersion[] going = [.. all.Where(version => version.Why is null)];
        var table = new Table("VERSION", "MB", "WHAT");
        foreach (RetainedVersion version in all)
        {
            table.Add(version.Version, version.Bytes * 1e-6, version.Why is { } why ? $"stays: {why}" : yes ? "removed" : "goes");
        }

        table.Write(Output(arguments));
        string models = $"{Numbers.Count(going.Length, "model")} of {Numbers.Count(all.Count)}, "
            + $"{Numbers.Significant(going.Sum(version => version.Bytes) * 1e-6)} MB";
        Error(arguments).WriteLine(all.Count == 0 ? $"No models of {stream} in {_model.Directory(arguments)}."
            : going.Length == 0 ? "Nothing to remove."
            : yes ? $"Removed: {models}." : $"Would go: {models}. Nothing is removed without --yes.");
        return Task.FromResult(ExitCode.Success);
    }
}
