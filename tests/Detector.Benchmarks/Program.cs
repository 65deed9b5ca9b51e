using Detector.Benchmarks.Drift;
using Detector.Benchmarks.Families;
using Detector.Benchmarks.Ledger;
using Detector.Benchmarks.Frames;
using Detector.Benchmarks.Fraud;
using Detector.Benchmarks.Line;
using Detector.Benchmarks.Metrics;
using Detector.Benchmarks.Retraining;
using Detector.Benchmarks.Score;
using Detector.Benchmarks.Series;
using Detector.Benchmarks.State;
using Detector.Benchmarks.Thresholds;

// Studies that take too long, or are too noisy, for the tests:  dotnet run -c Release --project tests/Detector.Benchmarks -- NAME
switch (args)
{
    case ["line", .. var options]:
        return await LineBenchmark.RunAsync(LineOptions.Parse(options));
    case ["ledger", .. var options]:
        return await LedgerBenchmark.RunAsync(LedgerOptions.Parse(options));
    case ["families", .. var options]:
        return FamilyBenchmark.Run(FamilyOptions.Parse(options));
    case ["score", .. var options]:
        return ScoreBenchmark.Run(options);
    case ["series", .. var options]:
        return SeriesBenchmark.Run(SeriesOptions.Parse(options));
    case ["nab", .. var options]:
        return NabBenchmark.Run(options);
    case ["thresholds", .. var options]:
        return ThresholdBenchmark.Run(options);
    case ["fraud", .. var options]:
        return await FraudBenchmark.RunAsync(FraudOptions.Parse(options));
    case ["metrics", .. var options]:
        return await MetricsBenchmark.RunAsync(options);
    case ["state", .. var options]:
        return StateBenchmark.Run(options);
    case ["drift", .. var options]:
        return DriftBenchmark.Run(options);
    case ["frame-line", .. var options]:
        return await FrameLineBenchmark.RunAsync(options);
    case ["kills", .. var options]:
        return await KillBenchmark.RunAsync(options);
    case ["frames", .. var options]:
        return FramesBenchmark.Run(options);
    case ["races", .. var options]:
        return await RaceBenchmark.RunAsync(options);
    case ["swaps", .. var options]:
        return await SwapBenchmark.RunAsync(options);
    case ["retrain-load", .. var options]:
        return await RetrainLoadBenchmark.RunAsync(options);
    case ["warm", .. var options]:
        return WarmBenchmark.Run(options);
    default:
        Console.Error.WriteLine("usage: Detector.Benchmarks line [--events N] [--rounds N] [--seconds N]\n"
            + $"       Detector.Benchmarks {LedgerOptions.Usage}\n"
            + $"       Detector.Benchmarks {FamilyOptions.Usage}\n       Detector.Benchmarks {ScoreBenchmark.Usage}\n"
            + $"       Detector.Benchmarks {SeriesOptions.Usage}\n       Detector.Benchmarks {StateBenchmark.Usage}\n"
            + $"       Detector.Benchmarks {ThresholdBenchmark.Usage}\n"
            + $"       Detector.Benchmarks {FraudOptions.Usage}\n       Detector.Benchmarks {MetricsBenchmark.Usage}\n"
            + $"       Detector.Benchmarks {NabBenchmark.Usage}\n       Detector.Benchmarks {DriftBenchmark.Usage}\n"
            + $"       Detector.Benchmarks {FramesBenchmark.Usage}\n       Detector.Benchmarks {FrameLineBenchmark.Usage}\n"
            + $"       Detector.Benchmarks {KillBenchmark.Usage}\n       Detector.Benchmarks {WarmBenchmark.Usage}\n"
            + $"       Detector.Benchmarks {SwapBenchmark.Usage}\n       Detector.Benchmarks {RaceBenchmark.Usage}\n"
            + $"       Detector.Benchmarks {RetrainLoadBenchmark.Usage}");
        return 2;
}
