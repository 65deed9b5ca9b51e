using System.CommandLine;
using Detector.Core.Samples;
using Detector.Data.Evaluation;
using Detector.Data.Files;
using Detector.Models.Families;
using Detector.Models.Settings;

namespace Detector.Commands;

/// <summary>The options that say which families are trained, and what they are compared on.</summary>
internal sealed class FamilyOptions
{
    private readonly Option<string[]> _family = new("--family", "-f")
    {
        Description = "Another family than the settings' (such as masked, or dense:Sparse for a variant). "
            + "Of several, or of \"all\" that take such rows, the best is saved: "
            + "on --test, or else on anomalies that are planted in rows held out of all trainings.",
        HelpName = "NAME",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string?> _test = new("--test")
    {
        Description = "Labelled rows that families are compared on.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _testLabel = new("--test-label")
    {
        Description = "The label of those rows. Default: --label.",
        HelpName = "COLUMN",
    };

    public void AddTo(Command command)
    {
        command.Add(_family);
        command.Add(_test);
        command.Add(_testLabel);
    }

    /// <summary>Makes sure that they can be meant, before anything is read.</summary>
    /// <exception cref="UsageException">They cannot.</exception>
    public void Check(ParseResult arguments, ModelSettings model, LabelOptions labels)
    {
        string[] names = arguments.GetValue(_family) ?? [];
        switch (arguments.GetValue(_test) is not null, arguments.GetValue(_testLabel) is not null)
        {
            case (false, true):
                throw new UsageException("--test-label is a label of --test's rows: --test names their file");
            case (true, _) when names.Length < 2 && !IsAll(names):
                throw new UsageException("--test compares families: --family names several, or all");
            case (true, _) when labels.Of(arguments, _testLabel) is null:
                throw new UsageException("--test is labelled rows: --test-label names their label");
        }

        foreach (string name in IsAll(names) ? [] : names)
        {
            try
            {
                FamilyChoice.Of(model, name);
            }
            catch (ArgumentException e)
            {
                throw new UsageException($"--family {name}: {e.Message} An ensemble is made of several of them; "
                    + "all, alone, compares all that fit.");
            }
        }
    }

    /// <summary>The models to train: one, or several to compare.</summary>
    public IReadOnlyList<ModelSettings> Models(ParseResult arguments, ModelSettings model, SampleKind kind)
    {
        string[] names = arguments.GetValue(_family) ?? [];
        return IsAll(names) ? FamilyChoice.All(model, kind)
            : names.Length > 0 ? [.. names.Select(name => FamilyChoice.Of(model, name))]
            : [model];
    }

    /// <summary>The labelled rows that they are compared on; null where there are none.</summary>
    public LabelledFile? Test(ParseResult arguments, LabelOptions labels) =>
        arguments.GetValue(_test) is { } test && labels.Of(arguments, _testLabel) is { } label ? new(test, label) : null;

    /// <summary>The label of the rows to train on; --anomaly and --usual may speak of the test's alone.</summary>
    public LabelColumn? TrainingLabel(ParseResult arguments, LabelOptions labels) =>
        arguments.GetValue(_testLabel) is not null && !labels.IsNamed(arguments) ? null : labels.Of(arguments);

    private static bool IsAll(string[] names) => names is [var one] && one.Equals("all", StringComparison.OrdinalIgnoreCase);
}
