using System.Diagnostics;
using System.Runtime.InteropServices;
using Detector.Core.Features;
using Detector.Core.Samples;
using Detector.Models.Bundles;
using Detector.Models.Packing;
using Detector.Models.Scoring;
using Detector.Models.Settings;
using Detector.Models.Storage;
using Detector.Models.Tests.Bundles;
using Detector.Models.Training;
using static TorchSharp.torch;

namespace Detector.Models.Tests.Interchange;

/// <summary>PyTorch rebuilds a model of what is in its bundle, and weights that PyTorch made load here.</summary>
public class PyTorchTests
{
    // Where Debian's python3-torch is found.
    private const string Python = "/usr/bin/python3";
    private const string Torch = "/usr/lib/python3/dist-packages/torch/__init__.py";

    [Theory]
    [InlineData("dense")]
    [InlineData("conv")]
    [InlineData("recurrent")]
    public void ABundleIsRebuiltAndFilledAnew(string family)
    {
        Assert.SkipUnless(File.Exists(Torch), "no PyTorch here: python3-torch is not installed");
        using var folder = new RegistryFolder();
        TrainedModel model = Train(family);
        string version = new ModelRegistry(folder.Path, TimeProvider.System).Save("s", model);
        (string input, string output) = (Path.Combine(folder.Path, "input.safetensors"), Path.Combine(folder.Path, "output.safetensors"));
        Encoded sample = Whole(model.Sample);
        Write(input, sample);

        Run(Path.Combine(folder.Path, "s", version), input, output);

        IReadOnlyDictionary<string, StoredTensor> made = SafetensorsReader.Read(File.ReadAllBytes(output), output);
        AssertClose(Enumerable.Range(0, sample.Rows).SelectMany(row => sample.Reconstruction(row).ToArray()), made["reconstruction"]);
        const string Prefix = "weights.";
        Dictionary<string, StoredTensor> weights = made.Where(e => e.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(e => e.Key[Prefix.Length..], e => e.Value with { Name = e.Key[Prefix.Length..] });
        using var module = ModelBuilder.Load(model.Parts.Members[0].Settings, model.Parts.Input, weights, CPU);
        using IDisposable mode = no_grad();
        AssertClose(module.forward(tensor(sample.Features).reshape(sample.Rows, sample.Width)).Reconstruction.contiguous().data<float>()
            .ToArray(), made["other"]);
    }

    private static TrainedModel Train(string family)
    {
        const int Width = 42;
        RowSet rows = Sample.Rows(300, family == "recurrent" ? 3 : Width);
        SampleSet samples = family switch
        {
            "conv" => SampleSet.Of(rows, new SampleLayout(1, 6, 7)),
            "recurrent" => SampleSet.Sequences(rows, 5, [0]),
            _ => SampleSet.Vectors(rows),
        };
        ModelSettings settings = Sample.Fast with { Family = family, MaxSteps = 30,
            Recurrent = new() { Layers = 2, Cell = CellKind.Gru } };
        return new Trainer(Sample.Schema(rows.FieldCount), settings, new(), TimeProvider.System)
            .Train(samples, null, CancellationToken.None);
    }

    // PyTorch's layers know no absent steps.
    private static Encoded Whole(Encoded sample) =>
        sample.Take([.. Enumerable.Range(0, sample.Rows)
            .Where(row => !sample.Features.AsSpan(row * sample.Width, sample.Width).Contains(float.NaN)).Take(20)]);

    private static void Write(string path, Encoded sample)
    {
        using FileStream file = File.Create(path);
        byte[] bytes = MemoryMarshal.AsBytes(sample.Features.AsSpan()).ToArray();
        SafetensorsWriter.Write(file, [new StoredTensor("input", "F32", [sample.Rows, sample.Width], bytes)]);
    }

    private static void Run(string bundle, string input, string output)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "Interchange", "rebuild.py");
        (int code, string said) = Start(script, bundle, input, output);
        Assert.True(code == 0, said);
    }

    private static (int ExitCode, string Said) Start(params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(Python, arguments) { RedirectStandardError = true })!;
        string said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, said);
    }

    private static void AssertClose(IEnumerable<float> ours, StoredTensor theirs)
    {
        float[] expected = MemoryMarshal.Cast<byte, float>(theirs.Data.Span).ToArray();
        float[] actual = [.. ours];
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }
}
