using System.Diagnostics;
using System.Text.Json.Nodes;
using Confluent.Kafka;
using Detector.Benchmarks.Line;
using Detector.TestKit;
using Xunit.Sdk;
using GroupProtocol = Detector.Kafka.Settings.GroupProtocol;

namespace Detector.Benchmarks.Ledger;

/// <summary>
/// Two daemons of one group through a storm: at its end every event must have come to what a quiet run makes of it. No alert is missing or
/// another, each has one id, however often it was delivered; what cannot be read is a dead letter, and nothing is left unread.
/// </summary>
internal static class LedgerBenchmark
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <returns>0 where every account is even, 1 where one is not, 3 where there is no Kafka.</returns>
    public static async Task<int> RunAsync(LedgerOptions options)
    {
        try
        {
            using RealKafka kafka = RealKafka.StartOrSkip(settings: RealKafka.QuickGroups);
            return await RunAsync(kafka, options) ? 0 : 1;
        }
        catch (SkipException nowhere)
        {
            Console.Error.WriteLine(nowhere.Message);
            return 3;
        }
    }

    private static async Task<bool> RunAsync(RealKafka kafka, LedgerOptions options)
    {
        using var setup = new LineSetup(kafka.BootstrapServers);
        setup.Train();
        var sent = new Sent(options.Events);
        Account quiet = await QuietAsync(kafka, setup, sent);
        var expected = quiet.Alerts().ToDictionary(alert => alert.Key, alert => alert.Score);
        Console.WriteLine($"quiet: {sent.Messages.Count} events, {expected.Count} alerts, {quiet.DeadLetters().Count} dead letters");
        bool isEven = true;
        foreach (GroupProtocol protocol in options.Protocols)
        {
            isEven &= await StormAsync(kafka, setup, sent, expected, protocol, options);
        }

        return isEven;
    }

    private static async Task<Account> QuietAsync(RealKafka kafka, LineSetup setup, Sent sent)
    {
        const string topic = "quiet";
        KafkaTopics.Create(kafka.BootstrapServers, topic);
        KafkaTopics.Write(kafka.BootstrapServers, topic, sent.Messages);
        using var daemon = new Daemon(setup.Directory, setup.SettingsFor(topic, topic));
        var account = new Account(kafka.BootstrapServers, topic, topic);
        await DrainAsync(account);
        return account;
    }

    private static async Task<bool> StormAsync(
        RealKafka kafka, LineSetup setup, Sent sent, Dictionary<string, string> expected, GroupProtocol protocol, LedgerOptions options)
    {
        string topic = $"storm-{protocol}";
        KafkaTopics.Create(kafka.BootstrapServers, topic);
        string settings = setup.SettingsFor(topic, topic, stream =>
        {
            stream["Source"]!["GroupProtocol"] = $"{protocol}";
            if (protocol == GroupProtocol.Classic)
            {
                stream["Source"]!["SessionTimeout"] = "4s";
            }

            stream["Batch"] = new JsonObject { ["Size"] = 16 }; // so that the line is busy whenever something happens
        });
        var account = new Account(kafka.BootstrapServers, topic, topic);
        using var storm = new Storm(kafka, topic, options.Seed, () => new Daemon(setup.Directory, settings));
        await storm.RageAsync(sent.SendAsync(kafka.BootstrapServers, topic, TimeSpan.FromSeconds(options.Seconds)));
        TimeSpan drained = await DrainAsync(account);
        await storm.EndAsync();

        IReadOnlyList<(string Key, string Id, string Score)> delivered = account.Alerts();
        (string Key, string Id, string Score)[] alerts = [.. delivered.DistinctBy(alert => alert.Id)];
        IReadOnlyList<string> letters = account.DeadLetters();
        int missing = expected.Keys.Except(alerts.Select(alert => alert.Key)).Count();
        int wrong = alerts.Count(alert => expected.GetValueOrDefault(alert.Key) != alert.Score);
        int twice = alerts.Length - alerts.DistinctBy(alert => alert.Key).Count();
        int unread = sent.Bad.Except(letters).Count();
        int others = letters.Except(sent.Bad).Count();
        long lag = account.Lag();
        Console.WriteLine($"{protocol}, seed {options.Seed}: {storm.Acts}");
        Console.WriteLine($"  read to the end {drained.TotalSeconds:F0} s after the last event, lag {lag}; exit codes after SIGTERM: "
            + $"{storm.Exits}; ended by themselves: {storm.Fallen}");
        Console.WriteLine($"  {delivered.Count} alerts delivered with {alerts.Length} ids for {expected.Count} expected: "
            + $"{missing} missing, {wrong} unlike the quiet run's, {twice} events with a second id");
        Console.WriteLine($"  {letters.Count} dead letters delivered for {sent.Bad.Count} bad events: "
            + $"{unread} missing, {others} of others");
        return missing + wrong + twice + unread + others + lag + storm.Fallen == 0;
    }

    private static async Task<TimeSpan> DrainAsync(Account account)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < Patience)
        {
            try
            {
                if (account.Lag() == 0)
                {
                    break;
                }
            }
            catch (KafkaException)
            {
                // The broker has come back a moment ago.
            }

            await Task.Delay(Look);
        }

        return clock.Elapsed;
    }
}
