using System.Diagnostics;
using System.Globalization;
using Detector.Streams.Settings;

namespace Detector.Retraining.Runs;

/// <summary>
/// Trains in a process of its own, so that neither a crash nor a lack of memory can touch what scores. The process ends with this one: it
/// watches its standard input.
/// </summary>
internal sealed class TrainerProcess(TrainerProgram program) : ITrainerRunner
{
    private const int Signal = 128;
    private const int MostErrors = 5;

    /// <inheritdoc/>
    public async Task<TrainerEnd> RunAsync(
        string stream, StreamSettings settings, TrainerTask task, Action<TrainerLine> tell, CancellationToken cancellation)
    {
        using Process process = Process.Start(StartInfo(stream, settings, task))
            ?? throw new InvalidOperationException($"{program.File} could not be started");
        TrainerLine? result = null;
        var errors = new Queue<string>();
        try
        {
            Task reading = Task.WhenAll(
                ReadAsync(process.StandardOutput, line =>
                {
                    if (TrainerJson.Read(line) is { } told)
                    {
                        result = told.Kind == TrainerLine.Result ? told : result;
                        tell(told);
                    }
                }),
                ReadAsync(process.StandardError, line => Keep(errors, line)));
            await SendAsync(process, program.SettingsOf(stream, settings), cancellation);
            await process.WaitForExitAsync(cancellation);
            await reading;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
                await process.WaitForExitAsync(CancellationToken.None);
            }
        }

        return process.ExitCode == 0 && result is not null
            ? new TrainerEnd(result, null)
            : new TrainerEnd(null, Reason(process.ExitCode, errors));
    }

    private ProcessStartInfo StartInfo(string stream, StreamSettings settings, TrainerTask task)
    {
        var start = new ProcessStartInfo(program.File)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in (string[])[
            .. program.Arguments, "train", "--stream", stream, "--from-topic", "--json", "--supervised", "--why", task.Why,
            .. task.Since is { } since ? (string[])["--since", since.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)] : []])
        {
            start.ArgumentList.Add(argument);
        }

        if (settings.Retraining.Memory > 0)
        {
            start.Environment[TrainerLimits.HeapLimitVariable] = TrainerLimits.HeapLimit(settings.Retraining);
        }

        return start;
    }

    // One that has died already says why by itself.
    private static async Task SendAsync(Process process, string settings, CancellationToken cancellation)
    {
        try
        {
            await process.StandardInput.WriteLineAsync(settings.AsMemory(), cancellation);
            await process.StandardInput.FlushAsync(cancellation);
        }
        catch (IOException)
        {
        }
    }

    private static async Task ReadAsync(StreamReader from, Action<string> take)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            take(line);
        }
    }

    private static void Keep(Queue<string> errors, string line)
    {
        if (line.Length > 0)
        {
            errors.Enqueue(line);
            if (errors.Count > MostErrors)
            {
                errors.Dequeue();
            }
        }
    }

    private static string Reason(int exitCode, IEnumerable<string> errors)
    {
        string said = string.Join(' ', errors).Trim();
        return exitCode > Signal ? $"the training's process was ended by signal {exitCode - Signal}{(said.Length > 0 ? ": " + said : "")}"
            : said.Length > 0 ? said.StartsWith("detector: ", StringComparison.Ordinal) ? said["detector: ".Length..] : said
            : $"the training's process ended with {exitCode} and said nothing";
    }
}
