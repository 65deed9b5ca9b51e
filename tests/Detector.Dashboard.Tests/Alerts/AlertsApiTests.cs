using System.Net;

namespace Detector.Dashboard.Tests.Alerts;

public sealed class AlertsApiTests
{
    [Fact]
    public async Task An_alert_is_told_whole_in_camel_case()
    {
        await using var host = await DashboardHost.StartAsync();
        host.Add(Sample.Alert(12));

        var response = await host.GetAsync("/api/alerts");

        Assert.Equal(
            """
            [{"id":"id-12","stream":"cards","key":"card-77","eventTime":"1970-01-01T00:00:12+00:00","score":7.5,
            "residualScore":5,"distanceScore":0,"neighbourScore":0,"codeScore":2.5,"reconstructionError":0.75,
            "threshold":3.25,"severity":"critical","modelVersion":"20250301-101500","thresholdVersion":"t7",
            "topic":"transactions","partition":2,"offset":41,
            "features":[{"name":"amount","value":"4210","expected":"38.2","share":0.61},
            {"name":"country","value":"Österreich","expected":"Italia","share":0.39}]}]
            """.ReplaceLineEndings(""),
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("application/json; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task What_is_usual_and_included_has_the_names_that_it_has_in_Kafka()
    {
        await using var host = await DashboardHost.StartAsync();
        var alert = Sample.Alert(12) with
        {
            Included = new Dictionary<string, string> { ["Terminal Id"] = "T-7" },
            Features = [new("count", "5", "3.6", 1) { Usual = new("0", "6", null, true), TogetherWith = ["Country"] }],
        };
        host.Add(alert);

        var told = (await host.GetJsonAsync("/api/alerts"))[0];

        Assert.Equal("""{"Terminal Id":"T-7"}""", told.GetProperty("included").GetRawText());
        Assert.Equal(
            """
            [{"name":"count","value":"5","expected":"3.6","share":1,
            "usual":{"from":"0","to":"6","has":true},"togetherWith":["Country"],
            "why":"usual by itself (0 to 6), strange together with Country"}]
            """.ReplaceLineEndings(""),
            told.GetProperty("features").GetRawText());
    }

    [Fact]
    public async Task A_score_that_JSON_has_no_form_for_does_not_break_the_answer()
    {
        await using var host = await DashboardHost.StartAsync();
        host.Add(Sample.Alert(1) with { Score = double.PositiveInfinity, ReconstructionError = double.NaN });

        var alert = (await host.GetJsonAsync("/api/alerts"))[0];

        Assert.Equal("Infinity", alert.GetProperty("score").GetString());
        Assert.Equal("NaN", alert.GetProperty("reconstructionError").GetString());
    }

    [Theory]
    [InlineData("/api/alerts", 249, 150)]
    [InlineData("/api/alerts?limit=1", 249, 249)]
    [InlineData("/api/alerts?limit=1000", 249, 0)]
    [InlineData("/api/alerts?stream=odd", 249, 51)]
    [InlineData("/api/alerts?stream=even&limit=2", 248, 246)]
    [InlineData("/api/alerts?stream=none%20yet", -1, -1)]
    public async Task Latest_come_first_up_to_the_limit(string path, int first, int last)
    {
        await using var host = await DashboardHost.StartAsync();
        host.Streams = [Sample.Stream("even"), Sample.Stream("odd"), Sample.Stream("none yet")];
        host.Add(Enumerable.Range(0, 250).Select(i => Sample.Alert(i, i % 2 == 0 ? "even" : "odd")));

        var ids = (await host.GetJsonAsync(path)).EnumerateArray().Select(alert => alert.GetProperty("id").GetString()).ToList();

        Assert.Equal(first < 0 ? (null, null) : ($"id-{first}", $"id-{last}"), (ids.FirstOrDefault(), ids.LastOrDefault()));
    }

    [Theory]
    [InlineData("limit=0", "limit must be a whole number from 1 to 1000, not '0'")]
    [InlineData("limit=-1", "limit must be a whole number from 1 to 1000, not '-1'")]
    [InlineData("limit=1001", "limit must be a whole number from 1 to 1000, not '1001'")]
    [InlineData("limit=99999999999999", "limit must be a whole number from 1 to 1000, not '99999999999999'")]
    [InlineData("limit=many", "limit must be a whole number from 1 to 1000, not 'many'")]
    [InlineData("limit=1.5", "limit must be a whole number from 1 to 1000, not '1.5'")]
    [InlineData("limit=", "limit must be a whole number from 1 to 1000, not ''")]
    [InlineData("limit=1&limit=2", "parameter 'limit' is given more than once")]
    [InlineData("stream=Cards", "there is no stream 'Cards'; streams: cards, machines")]
    [InlineData("stream=", "there is no stream ''; streams: cards, machines")]
    [InlineData("limt=5", "unknown parameter 'limt'; there are limit and stream")]
    public async Task Bad_parameters_are_refused_with_what_is_wrong(string query, string error)
    {
        await using var host = await DashboardHost.StartAsync();
        host.Streams = [Sample.Stream("cards"), Sample.Stream("machines")];

        var response = await host.GetAsync("/api/alerts?" + query);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(error, (await host.GetJsonAsync("/api/alerts?" + query)).GetProperty("error").GetString());
    }

    [Fact]
    public async Task The_default_limit_yields_to_a_smaller_log()
    {
        await using var host = await DashboardHost.StartAsync(new HttpSettings { Port = 0, RecentAlerts = 3 });
        host.Add(Enumerable.Range(0, 10).Select(i => Sample.Alert(i)));

        Assert.Equal(3, (await host.GetJsonAsync("/api/alerts")).GetArrayLength());
    }
}
