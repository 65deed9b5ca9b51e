using System.Net;
using Detector.Dashboard.Access;
using Microsoft.AspNetCore.Http;

namespace Detector.Dashboard.Tests.Access;

public sealed class AccessRulesTests
{
    private const string Token = "0123456789abcdef";

    [Theory]
    [InlineData("127.0.0.1", "/api/alerts", null, null)]
    [InlineData("::1", "/metrics", null, null)]
    [InlineData("::ffff:127.0.0.1", "/metrics", null, null)]
    [InlineData("192.0.2.7", "/", null, null)]
    [InlineData("192.0.2.7", "/page/page.js", null, null)]
    [InlineData("192.0.2.7", "/healthz", null, null)]
    [InlineData("192.0.2.7", "/readyz", null, null)]
    [InlineData("192.0.2.7", "/api/alerts", null, 401)]
    [InlineData("192.0.2.7", "/metrics", null, 401)]
    [InlineData("192.0.2.7", "/healthzz", null, 401)]
    [InlineData("192.0.2.7", "/nothing", null, 401)]
    [InlineData("192.0.2.7", "/api/alerts", "Bearer 0123456789abcdef", null)]
    [InlineData("192.0.2.7", "/api/alerts", "bearer  0123456789abcdef ", null)]
    [InlineData("192.0.2.7", "/api/alerts", "Bearer 0123456789abcdeg", 401)]
    [InlineData("192.0.2.7", "/api/alerts", "Bearer 0123456789abcde", 401)]
    [InlineData("192.0.2.7", "/api/alerts", "Bearer ", 401)]
    [InlineData("192.0.2.7", "/api/alerts", "Basic 0123456789abcdef", 401)]
    [InlineData("192.0.2.7", "/api/alerts", "0123456789abcdef", 401)]
    public void From_elsewhere_only_who_shows_the_token_reads(string from, string path, string? shown, int? refusal)
    {
        using var rules = new AccessRules(Token, isOpen: false);

        Assert.Equal(refusal, Status(rules.RefuseRead(Request(from, path, shown))));
    }

    [Fact]
    public void Without_a_token_nobody_elsewhere_reads_unless_all_may()
    {
        using var closed = new AccessRules(null, isOpen: false);
        using var open = new AccessRules(null, isOpen: true);

        Assert.Equal(403, Status(closed.RefuseRead(Request("192.0.2.7", "/metrics", "Bearer "))));
        Assert.Null(open.RefuseRead(Request("192.0.2.7", "/metrics", null)));
    }

    [Theory]
    [InlineData(Token, "Bearer " + Token, null)]
    [InlineData(Token, "Bearer x" + Token, 401)]
    [InlineData(Token, null, 401)]
    [InlineData(null, "Bearer " + Token, 403)]
    [InlineData(null, "Bearer ", 403)]
    public void Only_who_shows_the_token_changes_something_even_on_this_machine(string? token, string? shown, int? refusal)
    {
        using var rules = new AccessRules(token, isOpen: true);

        Assert.Equal(refusal, Status(rules.RefuseChange(Request("127.0.0.1", "/api/echo", shown))));
    }

    [Fact]
    public void Two_tokens_at_once_are_none()
    {
        using var rules = new AccessRules(Token, isOpen: false);
        var request = Request("192.0.2.7", "/api/alerts", null);
        request.Request.Headers.Authorization = new(["Bearer " + Token, "Bearer guess"]);

        Assert.Equal(401, Status(rules.RefuseRead(request)));
    }

    [Fact]
    public void Who_guesses_waits_and_others_do_not()
    {
        using var rules = new AccessRules(Token, isOpen: false);
        for (var guess = 0; guess < AccessRules.MostPerMinute; guess++)
        {
            Assert.Equal(401, Status(rules.RefuseChange(Request("192.0.2.7", "/api/echo", "Bearer guess"))));
        }

        var last = Request("192.0.2.7", "/api/echo", "Bearer " + Token);
        Assert.Equal(429, Status(rules.RefuseChange(last)));
        Assert.Equal("60", last.Response.Headers.RetryAfter);
        Assert.Equal(429, Status(rules.RefuseRead(Request("192.0.2.7", "/metrics", "Bearer guess"))));
        Assert.Null(rules.RefuseChange(Request("192.0.2.8", "/api/echo", "Bearer " + Token)));
    }

    [Fact]
    public void Reading_with_the_token_is_not_counted()
    {
        using var rules = new AccessRules(Token, isOpen: false);

        Assert.All(
            Enumerable.Range(0, 2 * AccessRules.MostPerMinute),
            _ => Assert.Null(rules.RefuseRead(Request("192.0.2.7", "/metrics", "Bearer " + Token))));
    }

    [Fact]
    public async Task A_change_comes_by_POST_with_the_token_and_is_short()
    {
        await using var host = await DashboardHost.StartAsync(token: Token);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await host.GetAsync("/api/echo")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(host, "hello", null)).StatusCode);
        var answer = await PostAsync(host, "hello", Token);
        Assert.Equal("hello", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PostAsync(host, new string('x', 5000), Token)).StatusCode);
    }

    private static Task<HttpResponseMessage> PostAsync(DashboardHost host, string body, string? token)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/echo") { Content = new StringContent(body) };
        request.Headers.Authorization = token is null ? null : new("Bearer", token);
        return host.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static int? Status(IResult? refusal) => (refusal as IStatusCodeHttpResult)?.StatusCode;

    private static DefaultHttpContext Request(string from, string path, string? shown)
    {
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = IPAddress.Parse(from);
        context.Request.Path = path;
        context.Request.Headers.Authorization = shown;
        return context;
    }
}
