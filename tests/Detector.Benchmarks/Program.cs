using Detector.Benchmarks.Families;
using Detector.Benchmarks.Line;
using Detector.Benchmarks.State;

// Studies that take too long, or are too noisy, for the tests:  dotnet run -c Release --project tests/Detector.Benchmarks -- NAME
switch (args)
{
    case ["line", .. var options]:
        return await LineBenchmark.RunAsync(LineOptions.Parse(options));
    case ["families", .. var options]:
        return FamilyBenchmark.Run(FamilyOptions.Parse(options));
    case ["state", .. var options]:
        return StateBenchmark.Run(options);
    default:
        Console.Error.WriteLine($"usage: Detector.Benchmarks line [--events N] [--rounds N] [--seconds N]\n       Detector.Benchmarks {FamilyOptions.Usage}\n       Detector.Benchmarks {StateBenchmark.Usage}");
        return 2;
}
