using System.Net;
using System.Text.Json;
using Detector.Core.Alerts.Incidents;
using Detector.Streams.Status;
using Microsoft.Extensions.Time.Testing;

namespace Detector.Dashboard.Tests.Live;

public sealed class LiveEventsTests
{
    [Fact]
    public async Task A_client_gets_what_is_kept_and_goes_on_where_it_lost_its_connection()
    {
        await using var host = await DashboardHost.StartAsync();
        host.Add(Enumerable.Range(0, 5).Select(i => Sample.Alert(i)));
        string id;
        await using (var first = await EventReader.OpenAsync(host))
        {
            var told = await first.ReadToStatusAsync();
            Assert.Equal(["id-0", "id-1", "id-2", "id-3", "id-4"], Alerts(told));
            Assert.Equal("cards", told[^1].Data.GetProperty("streams")[0].GetProperty("name").GetString());
            id = told[2].Id; // cut off after the third
        }

        host.Add(Sample.Alert(5));
        await using var again = await EventReader.OpenAsync(host, id);

        Assert.Equal(["id-3", "id-4", "id-5"], Alerts(await again.ReadToStatusAsync()));
        host.Add(Sample.Alert(6));
        Assert.Equal(["id-6"], Alerts(await again.ReadToStatusAsync()));
        Assert.Empty(Alerts(await again.ReadToStatusAsync()));
    }

    [Fact]
    public async Task Alerts_that_gave_way_are_counted()
    {
        await using var host = await DashboardHost.StartAsync(new HttpSettings { Port = 0, RecentAlerts = 10 });
        host.Add(Sample.Alert(0));
        await using var reader = await EventReader.OpenAsync(host);
        var id = (await reader.ReadToStatusAsync())[0].Id;
        host.Add(Enumerable.Range(1, 30).Select(i => Sample.Alert(i)));

        await using var again = await EventReader.OpenAsync(host, id);
        var told = await again.ReadToStatusAsync();

        Assert.Equal("missed", told[0].Name);
        Assert.Equal(20, told[0].Data.GetInt64());
        Assert.Equal(Enumerable.Range(21, 10).Select(i => $"id-{i}"), Alerts(told));
    }

    [Fact]
    public async Task A_picture_is_not_sent_before_somebody_wants_it()
    {
        await using var host = await DashboardHost.StartAsync();
        host.Add(Sample.Incident(IncidentState.Open), Sample.Alert(1));
        await using var reader = await EventReader.OpenAsync(host);
        var told = await reader.ReadToStatusAsync();
        Assert.Equal("", told[0].Data.GetProperty("frame").GetProperty("picture").GetString());
        Assert.Equal("open", told[0].Data.GetProperty("incident").GetProperty("state").GetString());

        using var picture = await host.GetAsync("/api/streams/yard/alerts/start/picture");
        Assert.Equal("image/jpeg", picture.Content.Headers.ContentType?.MediaType);
        byte[] jpeg = await picture.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Sample.Incident(IncidentState.Open).Frame!.Picture, jpeg);
        foreach (string none in (string[])["cards/alerts/id-1", "yard/alerts/end", "cards/alerts/start"])
        {
            using var answer = await host.GetAsync($"/api/streams/{none}/picture");
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("17.3.0")]
    [InlineData("nonsense")]
    [InlineData("begin")]
    public async Task What_another_process_told_is_void(string id)
    {
        await using var host = await DashboardHost.StartAsync();
        host.Add(Sample.Alert(0), Sample.Alert(1));

        await using var reader = await EventReader.OpenAsync(host, id);
        var told = await reader.ReadToStatusAsync();

        Assert.Equal("begin", told[0].Name);
        Assert.Equal(["id-0", "id-1"], Alerts(told));
    }

    [Fact]
    public async Task Alerts_read_back_from_the_topic_come_before_those_that_are_there()
    {
        await using var host = await DashboardHost.StartAsync();
        host.Add(Sample.Alert(5), Sample.Alert(6));
        await using var reader = await EventReader.OpenAsync(host);
        Assert.Equal(["id-5", "id-6"], Alerts(await reader.ReadToStatusAsync()));

        host.Alerts.AddEarlier([Sample.Alert(3), Sample.Alert(4), Sample.Alert(5)]);
        var told = await reader.ReadToStatusAsync();

        Assert.Equal("begin", told[0].Name);
        Assert.Equal(["id-3", "id-4", "id-5", "id-6"], Alerts(told));
        Assert.Equal(["id-6", "id-5", "id-4", "id-3"], host.Alerts.Latest(9).Select(alert => alert.Id));
        await using var again = await EventReader.OpenAsync(host, told[1].Id);
        Assert.Equal(["id-4", "id-5", "id-6"], Alerts(await again.ReadToStatusAsync()));
    }

    [Fact]
    public async Task Scores_come_once_each_second_that_is_over()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1000));
        await using var host = await DashboardHost.StartAsync();
        host.Scores["cards"] = new ScoreHistory(clock);
        host.Scores["cards"].Add([1, 2], 1, 1.5, 0.5);
        clock.Advance(TimeSpan.FromSeconds(1));
        host.Scores["cards"].Add([3], 1, 1.5, null);
        await using var reader = await EventReader.OpenAsync(host, path: "/api/events?stream=cards");

        var told = (await reader.ReadToStatusAsync())[^1];
        Assert.Equal("""{"second":[1000],"events":[2],"alerts":[1],"median":[1.1],"p99":[2],"max":[2],"threshold":[1.5],"delay":[0.5]}""",
            Rounded(told.Data.GetProperty("scores")));
        Assert.Equal([], Seconds(await reader.ReadToStatusAsync()));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([1001], Seconds(await reader.ReadToStatusAsync()));
        await using var again = await EventReader.OpenAsync(host, told.Id, "/api/events?stream=cards");
        Assert.Equal([1001], Seconds(await again.ReadToStatusAsync()));
        await using var none = await EventReader.OpenAsync(host);
        Assert.Equal(JsonValueKind.Null, (await none.ReadToStatusAsync())[^1].Data.GetProperty("scores").ValueKind);
    }

    /// <summary>Whoever does not read is no burden: the alerts that it misses are dropped as everybody's are.</summary>
    [Fact]
    public async Task Nobody_waits_for_a_client_that_does_not_read()
    {
        await using var host = await DashboardHost.StartAsync(new HttpSettings { Port = 0, RecentAlerts = 50 });
        await using var silent = await EventReader.OpenAsync(host);
        var large = Sample.Alert(0) with { Key = new string('k', 100_000) };
        for (var i = 0; i < 3_000; i++) // 300 MB, far more than sockets hold
        {
            host.Add(large with { Id = $"id-{i}" });
        }

        await using var reader = await EventReader.OpenAsync(host);

        Assert.Equal("id-2999", Alerts(await reader.ReadToStatusAsync()).Last());
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_those_who_listen()
    {
        var host = await DashboardHost.StartAsync();
        await using var reader = await EventReader.OpenAsync(host);
        await reader.ReadToStatusAsync();

        await host.StopAsync().WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken); // it would wait for 30
        await host.DisposeAsync();
    }

    [Fact]
    public async Task A_stream_that_is_not_there_has_no_scores_to_ask_for()
    {
        await using var host = await DashboardHost.StartAsync();
        foreach (var path in new[] { "/api/streams/crads/scores", "/api/streams/crads/what-if" })
        {
            Assert.Equal("there is no stream 'crads'; streams: cards", (await host.GetJsonAsync(path)).GetProperty("error").GetString());
        }
    }

    private static IEnumerable<string> Alerts(IEnumerable<(string Name, string Id, JsonElement Data)> told) =>
        told.Where(one => one.Name == "alert").Select(one => one.Data.GetProperty("id").GetString()!).ToList();

    private static IEnumerable<long> Seconds(IReadOnlyList<(string Name, string Id, JsonElement Data)> told) =>
        told[^1].Data.GetProperty("scores").GetProperty("second").EnumerateArray().Select(second => second.GetInt64()).ToList();

    // Quantiles are to within a bin.
    private static string Rounded(JsonElement scores) => "{" + string.Join(",", scores.EnumerateObject().Select(column =>
        $"\"{column.Name}\":[{string.Join(",", column.Value.EnumerateArray().Select(value => Math.Round(value.GetDouble(), 1)))}]")) + "}";
}
