using System.CommandLine;
using System.Globalization;
using Detector.Commands.Text;
using Detector.Demo;
using Detector.Kafka;

namespace Detector.Commands;

/// <summary>Sends a film to a camera's topic as the camera would, and tells what arrived.</summary>
/// <param name="target">Where to.</param>
/// <param name="arguments">The command line, which says what the target is.</param>
/// <param name="error">Told how far it is.</param>
internal sealed class FilmSender(CameraTopicOptions target, ParseResult arguments, TextWriter error)
{
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(5);

    public static Option<double> Speed()
    {
        var speed = new Option<double>("--speed")
        {
            Description = "How many times as fast as it was filmed it is sent; 0: as fast as it goes.",
            HelpName = "X",
            DefaultValueFactory = _ => 1,
        };
        speed.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is < 0 or double.NaN or double.PositiveInfinity)
            {
                result.AddError("--speed must be 0 (as fast as it goes) or greater.");
            }
        });
        return speed;
    }

    /// <summary>Sends all of it, or until it is stopped; then waits until the brokers have it, and says how many they have.</summary>
    /// <param name="open">Opens the film.</param>
    /// <param name="rate">Frames a second of the film.</param>
    /// <param name="speed">How many times as fast as that; 0 for as fast as it goes.</param>
    /// <param name="start">The first frame's time.</param>
    /// <param name="ct">Ends it.</param>
    /// <returns>An <see cref="ExitCode"/>.</returns>
    public async Task<int> SendAsync(Func<IFilm> open, double rate, double speed, DateTimeOffset start, CancellationToken ct)
    {
        TimeProvider time = TimeProvider.System;
        byte[] key = target.Key(arguments);
        using IFilm film = open();
        using TopicWriter writer = target.Writer(arguments, error);
        using var status = new StatusLine(error, time);
        using var pace = new Pace(rate * speed, time);
        long sent = 0;
        try
        {
            while (!ct.IsCancellationRequested && film.Read() is { } picture)
            {
                while (speed > 0 && pace.Due <= sent && !ct.IsCancellationRequested)
                {
                    await pace.WaitAsync(CancellationToken.None);
                }

                if (ct.IsCancellationRequested)
                {
                    break;
                }

                writer.Write(key, picture, start.AddMilliseconds(Math.Round(1000 * sent / rate)), ct);
                sent++;
                status.Show(() => $"{Numbers.Count(sent, "frame")} sent");
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // What was sent before is still told.
        }
        finally
        {
            status.Dispose();
            using var patience = new CancellationTokenSource(FlushTimeout, time);
            Finish(writer, sent, TimeSpan.FromSeconds(sent / rate), ct.IsCancellationRequested ? patience.Token : ct);
        }

        return ct.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Success;
    }

    // Every frame is acknowledged, or it is said how many were not.
    private void Finish(TopicWriter writer, long sent, TimeSpan film, CancellationToken patience)
    {
        try
        {
            writer.Flush(patience);
        }
        catch (OperationCanceledException)
        {
            // Counted below.
        }

        string left = writer.Delivered == sent ? "" : $"; {Numbers.Count(sent - writer.Delivered)} more were not acknowledged";
        error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Numbers.Count(writer.Delivered, "frame")} of camera {target.Camera(arguments)}, {film:h\\:mm\\:ss\\.f} of film, "
            + $"in topic {target.Topic(arguments)}{left}"));
    }
}
