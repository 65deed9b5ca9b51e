using System.CommandLine;
using Detector.Commands.Text;
using Detector.Core.Schemas;
using Detector.Data.Files;
using Detector.Data.Generation;
using Detector.Models.Bundles;
using Detector.Models.Generation;

namespace Detector.Commands;

/// <summary>detector generate.</summary>
internal sealed class GenerateCommand : CliCommand
{
    private readonly ModelOptions _model = new();
    private readonly Option<string> _stream = CommonOptions.Stream();

    private readonly Option<long> _count = new("--count", "-n")
    {
        Description = "Number of rows, sequences or images.", HelpName = "N", Required = true,
    };

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "For rows and sequences, a CSV file: .csv, or packed .csv.gz; - is the standard output. "
            + "For images, a folder of PNG files, or one .png file. "
            + "For several sequences of a stream without a key, a folder of CSV files: in one file they would be read as one sequence.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<string[]> _condition = new("--condition")
    {
        Description = "What a conditional model is told of every sample; once for each field of Model:Variational:Conditions.",
        HelpName = "FIELD=VALUE",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<long> _seed = new("--seed")
    {
        Description = "The same seed makes the same samples.", HelpName = "N", DefaultValueFactory = _ => 1,
    };

    private readonly Option<string?> _version = CommonOptions.Version();

    public GenerateCommand()
        : base(
            "generate",
            "Make new rows, sequences or images with a variational or adversarial model, such as more of a rare class. "
            + "\"detector train\" reads what it writes.",
            "detector generate --stream cards --count 1000 --output made.csv",
            "detector generate --stream cards --count 500 --condition merchant_type=online --output online.csv --seed 7",
            "detector generate --stream digits --count 100 --output made/")
    {
        Add(_stream);
        Add(_count);
        Add(_output);
        Add(_condition);
        Add(_seed);
        _model.AddTo(this);
        Add(_version);
        _count.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<long>() < 1)
            {
                result.AddError("--count must be at least 1.");
            }
        });
    }

    protected override Task<int> RunAsync(ParseResult arguments, CancellationToken ct)
    {
        string path = arguments.GetRequiredValue(_output);
        long count = arguments.GetValue(_count);
        TextWriter error = Error(arguments);
        Bundle bundle = _model.Registry(arguments).Load(arguments.GetRequiredValue(_stream), arguments.GetValue(_version));
        if (bundle.Schema.Settings.Pivot is not null)
        {
            throw new CommandException("the model's rows are made of several messages (Schema:Pivot), which cannot be told from a row");
        }

        if (bundle.Schema.Settings.Aggregates.Count > 0)
        {
            throw new CommandException($"{bundle.Manifest.Stream}, version {bundle.Version}: "
                + "rows are made one by one, but its aggregates are about several rows of a key");
        }

        using SampleGenerator generator = Generator(bundle);
        var conditions = new Conditions(arguments.GetValue(_condition) ?? [], generator, bundle.Schema, bundle.Transform);
        var samples = new GeneratedSamples(bundle, generator, conditions);
        using var status = new StatusLine(error, TimeProvider.System);
        void Progress(long done) => status.Show(() => $"{Numbers.Percent((double)done / count)} made");
        if (bundle.Schema.Frame is { } frame)
        {
            CheckImages(path, count);
            var images = new GeneratedImages(path, frame);
            samples.Make(count, arguments.GetValue(_seed), (number, row) => { images.Write(number, row); Progress(number); }, ct);
        }
        else if (GeneratedSequences.AreMadeBy(bundle) && (count > 1 || !IsTable(path)))
        {
            CheckSequences(path, count);
            var sequences = new GeneratedSequences(path, bundle, conditions);
            samples.Make(count, arguments.GetValue(_seed), (number, rows) => { sequences.Write(number, rows); Progress(number); }, ct);
        }
        else
        {
            CheckTable(path);
            using var file = new OutputFile(path, Output(arguments));
            var table = new GeneratedTable(file.Writer, bundle, conditions);
            samples.Make(count, arguments.GetValue(_seed), (number, rows) => { table.Write(number, rows); Progress(number); }, ct);
            file.Complete();
        }

        status.Dispose();
        Tell(bundle, count, path, error);
        return Task.FromResult(ExitCode.Success);
    }

    private static SampleGenerator Generator(Bundle bundle)
    {
        try
        {
            return bundle.CreateGenerator();
        }
        catch (ArgumentException e)
        {
            throw new CommandException($"{bundle.Manifest.Stream}, version {bundle.Version}: {e.Message}", e);
        }
    }

    private static bool IsTable(string path) => path == OutputFile.StandardOutput
        || path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".csv.gz", StringComparison.OrdinalIgnoreCase);

    private static void CheckTable(string path)
    {
        if (path != OutputFile.StandardOutput && Directory.Exists(path))
        {
            throw new CommandException($"{path} is a folder; rows are written to a file, such as {Path.Combine(path, "made.csv")}");
        }

        if (!IsTable(path))
        {
            throw new CommandException($"{path}: rows are written as CSV; the file's name ends in .csv or .csv.gz");
        }
    }

    private static void CheckImages(string path, long count)
    {
        if (GeneratedImages.IsPng(path))
        {
            if (count > 1 || Directory.Exists(path))
            {
                throw new CommandException($"{path}: a .png file holds one image; "
                    + $"name a folder for {Numbers.Count(count)}, without .png at its end");
            }

            return;
        }

        PrepareFolder(path, "image", "PNG", ".png");
    }

    private static void CheckSequences(string path, long count)
    {
        if (IsTable(path))
        {
            throw new CommandException($"{path}: the stream has no key, so that in one file sequences would run into each other; "
                + $"name a folder for {Numbers.Count(count)}, without .csv at its end");
        }

        PrepareFolder(path, "sequence", "CSV", ".csv");
    }

    private static void PrepareFolder(string path, string thing, string kind, string extension)
    {
        if (File.Exists(path) || (Path.GetExtension(path).Length > 0 && !Directory.Exists(path)))
        {
            throw new CommandException($"{path}: {thing}s are written as {kind} files; "
                + $"name a folder, or for one {thing} a {extension} file");
        }

        Directory.CreateDirectory(path);
        if (Directory.EnumerateFiles(path, "*" + extension, SearchOption.AllDirectories).Any())
        {
            throw new CommandException($"{path} has {kind} files already, which would mix with the new ones; name another folder");
        }
    }

    private static void Tell(Bundle bundle, long count, string path, TextWriter error)
    {
        string thing = bundle.Schema.Layout.HasPlanes ? "image" : bundle.Shape.HasSteps ? "sequence" : "row";
        string where = path == OutputFile.StandardOutput ? "" : $" in {path}";
        error.WriteLine($"{Numbers.Count(count, thing)} made with {bundle.Version}{where}");
        IEnumerable<SchemaField> categories = bundle.Schema.Fields.Where(f => f.Kind == FieldKind.Categorical);
        foreach (SchemaField hashed in categories.Where(f => f.Settings.Encoding == CategoryEncoding.Hashing))
        {
            error.WriteLine($"{hashed.Name} is hashed: each value is the most frequent one of its bucket");
        }

        if (bundle.Schema.Fields.Any(f => f.Kind is FieldKind.TimeOfDay or FieldKind.TimeOfWeek))
        {
            error.WriteLine("Times are of the week of Monday, 1970-01-05: the model knows no dates");
        }
    }
}
