using System.CommandLine;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Detector.Commands;
using Detector.Hosting;
using Detector.Settings;
using Detector.Streams.Settings;
using Detector.TestKit;
using Microsoft.Extensions.Configuration;

namespace Detector.Tests.Deploy;

/// <summary>deploy/compose.yaml fits the program, the settings and the files that it names. No Docker starts it here.</summary>
public sealed class ComposeTests
{
    private static readonly JsonNode _file = Shipped.Yaml("compose.yaml");
    private static readonly JsonObject _services = _file["services"]!.AsObject();

    [Fact]
    public void EveryImageIsOneVersionAndTheOneThatIsTested()
    {
        Assert.All(_services, service => Assert.Matches(@"^[a-z/]+:v?\d+\.\d+\.\d+$", (string)service.Value!["image"]!));
        string version = XDocument.Load(Path.Combine(Repository.Root, "Directory.Build.props")).Descendants("Version").Single().Value;
        Assert.Equal($"detector:{version}", (string)_services["detector"]!["image"]!);
        Assert.Equal($"detector:{version}", (string)_services["simulator"]!["image"]!);
        // The dashboards are held against the types of this very Grafana.
        string tested = File.ReadAllText(Path.Combine(Repository.Root, "tests", "Detector.SystemTests", "Deploy", "DashboardTests.cs"));
        Assert.Contains("@grafana/schema@" + ((string)_services["grafana"]!["image"]!).Split(':')[1], tested, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIsMountedIsThereAndVolumesAreDeclared()
    {
        string[] volumes = [.. _file["volumes"]!.AsObject().Select(volume => volume.Key)];
        foreach (string mount in _services.SelectMany(service => Texts(service.Value!["volumes"])))
        {
            string from = mount.Split(':')[0];
            Assert.True(from.StartsWith('.') ? Path.Exists(Path.Combine(Shipped.Folder, from)) : volumes.Contains(from), mount);
            Assert.True(!from.StartsWith('.') || mount.EndsWith(":ro", StringComparison.Ordinal), mount);
        }

        JsonNode build = _services["detector"]!["build"]!;
        string context = Path.Combine(Shipped.Folder, (string)build["context"]!);
        Assert.True(File.Exists(Path.Combine(context, (string)build["dockerfile"]!)));
    }

    [Fact]
    public void NothingListensToOtherMachines() => Assert.All(
        _services.SelectMany(service => Texts(service.Value!["ports"])), port => Assert.StartsWith("127.0.0.1:", port));

    [Fact]
    public void TheProgramTakesItsCommandLinesAndTheEnvironmentIsOfSoundSettings()
    {
        DetectorSettings settings = Settings();
        StreamSettings stream = settings.Streams["transactions"];
        Assert.IsType<RunCommand>(Command("detector").CommandResult.Command);
        ParseResult simulator = Command("simulator");
        Assert.Equal(stream.Source.Bootstrap, simulator.GetValue<string>("--bootstrap"));
        Assert.Equal(stream.Source.Topics, [simulator.GetValue<string>("--topic")!]);
        Assert.True(simulator.GetValue<bool>("--unlabelled"));

        string kafka = (string)_services["kafka"]!["environment"]!["KAFKA_ADVERTISED_LISTENERS"]!;
        Assert.Contains("//" + stream.Source.Bootstrap, kafka, StringComparison.Ordinal);
        Assert.Equal(
            "/etc/detector/appsettings.json:ro",
            Texts(_services["detector"]!["volumes"])[0].Split(':', 2)[1]);
        Assert.Equal("/etc/detector/appsettings.json", Command("detector").GetValue<string>("--config"));
    }

    [Fact]
    public void PrometheusReachesTheDaemonAndMayReadIt()
    {
        DetectorSettings settings = Settings();
        string target = (string)Shipped.Yaml("prometheus", "compose.yml")["scrape_configs"]![0]!["static_configs"]![0]!["targets"]![0]!;
        string[] address = target.Split(':');
        Assert.Contains(address[0], _services.Select(service => service.Key));
        Assert.Contains(address[0], settings.Http.AllowedHosts);
        Assert.Contains("localhost", settings.Http.AllowedHosts); // whom the page is asked of
        Assert.True(settings.Http.OpenReads);
        Assert.Equal("0.0.0.0", settings.Http.Address);
        Assert.Equal(settings.Http.Port.ToString(null, null), address[1]);
        Assert.EndsWith($":{address[1]}:{address[1]}", Texts(_services["detector"]!["ports"]).Single());

        // Whole but for that address and the time between.
        Assert.Equal(Plain("prometheus.yml", "127.0.0.1:9464"), Plain("compose.yml", target));
        string config = Texts(_services["prometheus"]!["command"])[0].Split("/etc/prometheus/")[1];
        Assert.Equal("compose.yml", config);
    }

    [Fact]
    public void GrafanaFindsItsDashboardsAndPrometheus()
    {
        JsonNode grafana = _services["grafana"]!;
        string[] mounts = Texts(grafana["volumes"]);
        JsonNode provider = Shipped.Yaml("grafana", "provisioning", "dashboards", "detector.yaml")["providers"]![0]!;
        string folder = (string)provider["options"]!["path"]!;
        Assert.Contains($"./grafana/dashboards:{folder}:ro", mounts);
        Assert.Contains("./grafana/provisioning:/etc/grafana/provisioning:ro", mounts);
        string home = (string)grafana["environment"]!["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]!;
        Assert.True(File.Exists(home.Replace(folder, Path.Combine(Shipped.Folder, "grafana", "dashboards"))), home);
        string url = (string)Shipped.Yaml("grafana", "provisioning", "datasources", "prometheus.yaml")["datasources"]![0]!["url"]!;
        Assert.Equal("http://prometheus:9090", (string)grafana["environment"]![Regex.Match(url, @"^\$\{(\w+)\}$").Groups[1].Value]!);
    }

    [Fact]
    public void WhoEndsTheDaemonGivesItTheTimeThatItTakes()
    {
        Assert.True(Duration.TryParse((string)_services["detector"]!["stop_grace_period"]!, out TimeSpan grace));
        Assert.True(grace > DaemonHost.ShutdownTimeout);
        Match unit = Regex.Match(Shipped.Text("systemd", "detector.service"), @"^TimeoutStopSec=(\d+)$", RegexOptions.Multiline);
        Assert.True(TimeSpan.FromSeconds(int.Parse(unit.Groups[1].Value, null)) > DaemonHost.ShutdownTimeout);
    }

    private static string[] Texts(JsonNode? list) => [.. list?.AsArray().Select(item => (string)item!) ?? []];

    private static ParseResult Command(string service)
    {
        ParseResult result = CommandLine.Root().Parse(Texts(_services[service]!["command"]));
        Assert.Empty(result.Errors);
        return result;
    }

    // The image's environment, then the service's, over the settings that are mounted.
    private static DetectorSettings Settings()
    {
        IEnumerable<KeyValuePair<string, string?>> image = Regex.Matches(Shipped.Text("Dockerfile"), @"(Detector__\w+)=(\S+)")
            .Select(match => KeyValuePair.Create(match.Groups[1].Value, (string?)match.Groups[2].Value));
        IEnumerable<KeyValuePair<string, string?>> service = _services["detector"]!["environment"]!.AsObject()
            .Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value));
        return SettingsReader.Read(new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(Repository.Root, "appsettings.json"))
            .AddInMemoryCollection(image.Select(Key)).AddInMemoryCollection(service.Select(Key)).Build());

        static KeyValuePair<string, string?> Key(KeyValuePair<string, string?> pair) => new(pair.Key.Replace("__", ":"), pair.Value);
    }

    private static string Plain(string file, string target) => Regex.Replace(
        Regex.Replace(Shipped.Text("prometheus", file), "^#.*\n", "", RegexOptions.Multiline).Replace(target, "TARGET"), @"\d+s", "TIME");
}
