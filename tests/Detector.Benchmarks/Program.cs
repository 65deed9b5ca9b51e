using Detector.Benchmarks.Line;

// Studies that take too long, or are too noisy, for the tests:  dotnet run -c Release --project tests/Detector.Benchmarks -- NAME
switch (args)
{
    case ["line", .. var options]:
        return await LineBenchmark.RunAsync(LineOptions.Parse(options));
    default:
        Console.Error.WriteLine("usage: Detector.Benchmarks line [--events N] [--rounds N] [--seconds N]");
        return 2;
}
