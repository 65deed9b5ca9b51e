using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Detector.Commands;
using Detector.Hosting;
using Detector.TestKit;
using Json.Schema;
using k8s;
using k8s.Models;

namespace Detector.Tests.Deploy;

/// <summary>The chart's objects are read as the Kubernetes client reads them, which takes no field that there is not.</summary>
public sealed class ChartTests
{
    private const string Everything = """
        {
          "replicas": 2, "gpu": 1, "secrets": { "token": "detector-token", "environment": "detector-kafka" },
          "persistence": { "accessMode": "ReadWriteMany", "storageClass": "nfs" }, "env": [{ "name": "DOTNET_gcServer", "value": "0" }],
          "networkPolicy": { "from": [{ "namespaceSelector": { "matchLabels": { "name": "monitoring" } } }],
            "egress": [{ "ports": [{ "port": 443 }] }] },
          "serviceMonitor": { "enabled": true, "labels": { "release": "prometheus" } }, "prometheusRule": { "enabled": true },
          "dashboards": { "enabled": true }, "podLabels": { "team": "fraud" }, "podAnnotations": { "since": "2026" },
          "imagePullSecrets": [{ "name": "registry" }], "nodeSelector": { "gpu": "true" }, "affinity": { "nodeAffinity": {} },
          "tolerations": [{ "key": "nvidia.com/gpu", "operator": "Exists" }],
          "autoscaling": { "enabled": true, "kafka": [{ "bootstrapServers": "kafka:9092", "consumerGroup": "detector.cards",
            "topic": "transactions", "lagThreshold": 2000000 }] }
        }
        """;

    private static readonly JsonSchema _schema = JsonSchema.FromText(Shipped.Text("helm", "detector", "values.schema.json"));

    private static readonly string _settings = File.ReadAllText(Path.Combine(Repository.Root, "appsettings.json"));

    [Fact]
    public void ByDefaultThereIsOneHardenedDaemonWithItsRegistryAndNothingOfOperatorsThatMayBeMissing()
    {
        IReadOnlyDictionary<string, string> objects = Chart.Render(Chart.Values(settings: _settings));

        Assert.Equal(
            ["ConfigMap", "Deployment", "NetworkPolicy", "PersistentVolumeClaim", "PodDisruptionBudget", "Service"], objects.Keys.Order());
        V1Deployment deployment = Read<V1Deployment>(objects["Deployment"]);
        V1PodSpec pod = deployment.Spec.Template.Spec;
        V1Container container = Assert.Single(pod.Containers);
        Assert.Equal("Recreate", deployment.Spec.Strategy.Type); // the claim is one node's
        Assert.Equal("detector:0.1.0", container.Image);
        Assert.True(pod.SecurityContext.RunAsNonRoot);
        Assert.Equal("RuntimeDefault", pod.SecurityContext.SeccompProfile.Type);
        Assert.Equal("10001:10001", $"{pod.SecurityContext.RunAsUser}:{pod.SecurityContext.RunAsGroup}");
        Assert.Contains("USER 10001:10001", Shipped.Text("Dockerfile"), StringComparison.Ordinal);
        Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
        Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
        Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
        Assert.False(pod.AutomountServiceAccountToken);
        Assert.True(pod.TerminationGracePeriodSeconds > DaemonHost.ShutdownTimeout.TotalSeconds);
        Assert.Equal("/healthz", container.LivenessProbe.HttpGet.Path);
        Assert.Equal("/healthz", container.StartupProbe.HttpGet.Path);
        Assert.Equal("/readyz", container.ReadinessProbe.HttpGet.Path);
        Assert.Equal(pod.Volumes.Select(volume => volume.Name).Order(), container.VolumeMounts.Select(mount => mount.Name).Order());
        Assert.Equal(
            Read<V1PersistentVolumeClaim>(objects["PersistentVolumeClaim"]).Metadata.Name,
            pod.Volumes.Single(volume => volume.Name == "registry").PersistentVolumeClaim.ClaimName);
        ParseResult command = CommandLine.Root().Parse([.. container.Args]);
        Assert.Empty(command.Errors);
        Assert.IsType<RunCommand>(command.CommandResult.Command);
        V1ConfigMap map = Read<V1ConfigMap>(objects["ConfigMap"]);
        Assert.Equal(_settings, map.Data["appsettings.json"]);
        Assert.Equal(map.Metadata.Name, pod.Volumes.Single(volume => volume.Name == "settings").ConfigMap.Name);
        Assert.Equal(
            command.GetValue<string>("--config"),
            container.VolumeMounts.Single(mount => mount.Name == "settings").MountPath + "/" + map.Data.Keys.Single());
    }

    [Fact]
    public void SelectorsFindThePodAndPortsAgree()
    {
        IReadOnlyDictionary<string, string> objects = Chart.Render(Chart.Values(Everything, _settings));
        V1Deployment deployment = Read<V1Deployment>(objects["Deployment"]);
        IDictionary<string, string> labels = deployment.Spec.Template.Metadata.Labels;
        V1Service service = Read<V1Service>(objects["Service"]);
        V1NetworkPolicy network = Read<V1NetworkPolicy>(objects["NetworkPolicy"]);
        foreach (IDictionary<string, string> selector in (IEnumerable<IDictionary<string, string>>)[
            deployment.Spec.Selector.MatchLabels, service.Spec.Selector, network.Spec.PodSelector.MatchLabels,
            Read<V1PodDisruptionBudget>(objects["PodDisruptionBudget"]).Spec.Selector.MatchLabels])
        {
            Assert.Equal(2, selector.Count);
            Assert.All(selector, pair => Assert.Equal(pair.Value, labels[pair.Key]));
        }

        V1ContainerPort port = Assert.Single(deployment.Spec.Template.Spec.Containers[0].Ports);
        Assert.Equal(port.Name, service.Spec.Ports.Single().TargetPort.Value);
        Assert.Equal(port.Name, network.Spec.Ingress.Single().Ports.Single().Port.Value);
        Assert.Equal([53, 53, 9092, 9093], network.Spec.Egress[0].Ports.Select(one => int.Parse(one.Port.Value, null)));
        IList<V1EnvVar> environment = deployment.Spec.Template.Spec.Containers[0].Env;
        Assert.Equal(port.ContainerPort.ToString(null, null), Value("Detector__Http__Port"));
        Assert.Equal("0.0.0.0", Value("Detector__Http__Address"));

        string Value(string name) => environment.Single(one => one.Name == name).Value;
    }

    [Fact]
    public void WhatIsAskedForIsThere()
    {
        JsonObject values = Chart.Values(Everything, _settings);
        Assert.True(Fits(values));
        IReadOnlyDictionary<string, string> objects = Chart.Render(values);
        V1Deployment deployment = Read<V1Deployment>(objects["Deployment"]);
        V1PodSpec pod = deployment.Spec.Template.Spec;
        Assert.Null(deployment.Spec.Replicas); // which are KEDA's to say
        Assert.Equal("RollingUpdate", deployment.Spec.Strategy.Type);
        Assert.Equal("detector:0.1.0-cuda", pod.Containers[0].Image);
        Assert.Equal("1", pod.Containers[0].Resources.Limits["nvidia.com/gpu"].ToString());
        Assert.Equal("fraud", deployment.Spec.Template.Metadata.Labels["team"]);
        Assert.Equal("detector-kafka", pod.Containers[0].EnvFrom.Single().SecretRef.Name);
        string folder = pod.Containers[0].VolumeMounts.Single(mount => mount.Name == "token").MountPath;
        Assert.Equal(folder + "/token", pod.Containers[0].Env.Single(one => one.Name == "Detector__Http__TokenFile").Value);
        Assert.Equal("nfs", Read<V1PersistentVolumeClaim>(objects["PersistentVolumeClaim"]).Spec.StorageClassName);

        JsonNode scaled = Shipped.Parse(objects["ScaledObject"])!["spec"]!;
        Assert.Equal(deployment.Metadata.Name, (string)scaled["scaleTargetRef"]!["name"]!);
        Assert.Equal("2000000", (string)scaled["triggers"]![0]!["metadata"]!["lagThreshold"]!);
        JsonNode endpoint = Shipped.Parse(objects["ServiceMonitor"])!["spec"]!["endpoints"]![0]!;
        Assert.Equal("detector-token", (string)endpoint["authorization"]!["credentials"]!["name"]!);
        V1ConfigMap dashboards = Read<V1ConfigMap>(objects["ConfigMap/cards-dashboards"]);
        Assert.Equal(
            Directory.GetFiles(Path.Combine(Shipped.Folder, "grafana", "dashboards")).Order()
                .Select(file => KeyValuePair.Create(Path.GetFileName(file), File.ReadAllText(file))),
            dashboards.Data.OrderBy(pair => pair.Key));
    }

    [Fact]
    public void TheRulesAreThoseThatPrometheusIsGiven()
    {
        string rendered = Chart.Render(Chart.Values(Everything))["PrometheusRule"];

        Assert.True(JsonNode.DeepEquals(
            Shipped.Yaml("prometheus", "detector.rules.yml")["groups"], Shipped.Parse(rendered)!["spec"]!["groups"]));
    }

    [Theory]
    [InlineData("""{ "replica": 2 }""")]
    [InlineData("""{ "replicas": 2 }""")] // with a claim of one node
    [InlineData("""{ "replicas": 0 }""")]
    [InlineData("""{ "settings": "" }""")]
    [InlineData("""{ "settings": "appsettings.json" }""")]
    [InlineData("""{ "image": { "tag": "latest" } }""")]
    [InlineData("""{ "terminationGracePeriodSeconds": 30 }""")]
    [InlineData("""{ "persistence": { "size": "much" } }""")]
    [InlineData("""{ "autoscaling": { "enabled": true }, "persistence": { "accessMode": "ReadWriteMany" } }""")]
    [InlineData("""
        { "autoscaling": { "enabled": true,
          "kafka": [{ "bootstrapServers": "k:9092", "consumerGroup": "g", "topic": "t", "lagThreshold": 9 }] } }
        """)]
    public void ValuesThatCannotBeMeantAreRefused(string values)
    {
        Assert.True(Fits(Chart.Values()));
        Assert.False(Fits(Chart.Values(values)));
    }

    [Fact]
    public void WithoutSettingsItSaysWhatIsMissing() => Assert.Contains(
        "--set-file settings=appsettings.json", Assert.Throws<FormatException>(() => Chart.Render(Chart.Values(settings: ""))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void ItsVersionIsTheProgramsAndEachValueIsInTheSchema()
    {
        Assert.Equal(BuildInfo.Version.Split('+')[0], (string)Shipped.Yaml("helm", "detector", "Chart.yaml")["appVersion"]!);
        JsonNode properties = JsonNode.Parse(Shipped.Text("helm", "detector", "values.schema.json"))!["properties"]!;
        Assert.Subset(
            properties.AsObject().Select(pair => pair.Key).ToHashSet(),
            Shipped.Yaml("helm", "detector", "values.yaml").AsObject().Select(pair => pair.Key).ToHashSet());
    }

    private static bool Fits(JsonObject values) => _schema.Evaluate(JsonSerializer.SerializeToElement(values)).IsValid;

    private static T Read<T>(string yaml) => KubernetesYaml.Deserialize<T>(yaml, strict: true);
}
