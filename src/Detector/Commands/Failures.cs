using System.Runtime.InteropServices;
using Detector.Core.Sources;
using Detector.Data;
using Detector.Data.Files;
using Detector.Hosting;
using Detector.Models.Storage;
using Detector.Models.Torch;
using Detector.Models.Training;
using Detector.Settings;

namespace Detector.Commands;

/// <summary>Turns what a command threw into words for its user.</summary>
internal static class Failures
{
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public static int Report(Exception exception, bool verbose, TextWriter error, CancellationToken ct)
    {
        if (exception is OperationCanceledException && ct.IsCancellationRequested)
        {
            error.WriteLine("detector: stopped");
            return ExitCode.Interrupted;
        }

        if (exception is UsageException)
        {
            error.WriteLine("detector: " + exception.Message);
            return ExitCode.Usage;
        }

        if (exception is SettingsException { Errors: var errors })
        {
            error.WriteLine("detector: the settings have " + (errors.Count == 1 ? "an error" : $"{errors.Count} errors"));
            foreach (SettingsError one in errors)
            {
                error.WriteLine("  " + one);
            }
        }
        else
        {
            string kind = IsExpected(exception) ? "" : $"unexpected {exception.GetType().Name}: ";
            error.WriteLine($"detector: {kind}{Words(exception)}");
        }

        if (verbose)
        {
            error.WriteLine(exception);
        }
        else if (exception is not SettingsException && !IsExpected(exception))
        {
            error.WriteLine("This is a defect of the program; --verbose shows where.");
        }

        return ExitCode.Failure;
    }

    // Torch's errors go on with frames of C++.
    private static string Words(Exception exception) =>
        exception is ExternalException || exception.InnerException is ExternalException
            ? exception.Message.Split('\n')[0]
            : exception.Message;

    private static bool IsExpected(Exception exception) =>
        exception is CommandException or DataException or BundleException or TrainingException or DeviceException or SourceFailedException
            or TorchLibraryException or UnfinishedStopException or IOException or UnauthorizedAccessException
        || (exception is DaemonFailedException { InnerException: { } cause } && IsExpected(cause));
}
