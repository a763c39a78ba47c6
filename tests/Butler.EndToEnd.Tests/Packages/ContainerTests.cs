using System.Text.RegularExpressions;
using Butler.RelayAgent.Configuration;
using Butler.RelayAgent.Journal;
using YamlDotNet.RepresentationModel;

namespace Butler.EndToEnd.Tests.Packages;

/// <summary>Images, compose file and manifests agree with each other and with what the programs read.</summary>
public sealed class ContainerTests
{
    private const string Connection = "Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=n;SharedAccessKey=a2V5";
    private const string Config = "/etc/butler-relay/relay.yaml";
    private const string Journal = "/var/lib/butler-relay";
    private static readonly string Port = UdpOptionsStandardPort();

    [Fact]
    public void The_relays_image_runs_without_root_with_the_paths_and_the_port_of_the_relay()
    {
        var image = Dockerfile("relay-agent/Dockerfile");
        image.ShouldContain($"ENV {RelayConfiguration.ConfigPathVariable}={Config} {JournalOptionsReader.DirectoryVariable}={Journal} "
            + "DOTNET_EnableDiagnostics=0");
        image.ShouldContain($"EXPOSE {Port}/udp");
        image.ShouldContain("USER 1654:1654");
        image.ShouldContain($"VOLUME {Journal}");
        image.ShouldContain("ENTRYPOINT [\"/app/butler-relay\"]");
        image.ShouldContain("HEALTHCHECK --interval=30s --timeout=10s --start-period=60s CMD [\"/app/butler-relay\", \"status\"]");
    }

    [Fact]
    public void The_function_apps_image_runs_without_root_and_is_asked_for_its_health()
    {
        var image = Dockerfile("functions/Dockerfile");
        image.ShouldContain("USER 1654:1654");
        image.ShouldContain("EXPOSE 8080");
        string.Join('\n', image).ShouldContain("ASPNETCORE_URLS=http://+:8080");
        image.Single(line => line.StartsWith("HEALTHCHECK", StringComparison.Ordinal)).ShouldContain("/dev/tcp/127.0.0.1/8080");
        image.Single(line => line.StartsWith("RUN", StringComparison.Ordinal)).ShouldContain("-p:AzurePackage=true");
    }

    [Theory]
    [InlineData("relay-agent/Dockerfile")]
    [InlineData("functions/Dockerfile")]
    public void Images_begin_with_named_versions(string path)
    {
        var bases = Dockerfile(path).Where(line => line.StartsWith("FROM ", StringComparison.Ordinal)).ToList();
        bases.Count.ShouldBe(2);
        bases.ShouldAllBe(line => Regex.IsMatch(line, @" mcr\.microsoft\.com/[a-z/-]+:[0-9][0-9a-z.-]+( AS build)?$"));
    }

    [Fact]
    public void Compose_gives_the_programs_what_they_read()
    {
        var compose = RepositoryYaml.Read("docker-compose.yaml");
        compose.Texts("services/relay/ports").ShouldBe([$"{Port}:{Port}/udp"]);
        compose.Texts("services/relay/volumes").ShouldBe([$"./relay-agent/relay.yaml:{Config}:ro", $"journal:{Journal}"]);
        compose.Map("services/relay/environment").Keys.ShouldBe([ServiceBusOptionsReader.ConnectionVariable, "BUTLER_COMMAND_KEY"]);
        compose.Texts("services/functions/ports").ShouldBe(["127.0.0.1:7071:8080"]);
        compose.Map("services/functions/environment").Keys.ShouldBe(
            ["ServiceBus", "AzureWebJobsStorage", "BUTLER_COMMAND_KEY", "BUTLER_CONFIG"]);
        compose.Map("services").Select(service => service.Value.Text("build/dockerfile"))
            .ShouldBe(["relay-agent/Dockerfile", "functions/Dockerfile"]);
        ((YamlScalarNode)compose.At("services/relay/environment/BUTLER_SERVICEBUS")).Value!.ShouldStartWith("${BUTLER_SERVICEBUS:?");
    }

    [Fact]
    public void Kubernetes_runs_one_relay_that_keeps_its_journal_and_may_do_little()
    {
        var set = RepositoryYaml.Read("deploy/kubernetes/relay-statefulset.yaml");
        set.Text("kind").ShouldBe("StatefulSet");
        set.Text("spec/replicas").ShouldBe("1");
        var pod = set.At("spec/template/spec");
        var relay = pod.At("containers/0");
        (relay.Text("ports/0/containerPort"), relay.Text("ports/0/protocol")).ShouldBe((Port, "UDP"));
        relay.List("env").Select(each => each.Text("name")).ShouldBe([
            RelayConfiguration.ConfigPathVariable, JournalOptionsReader.DirectoryVariable, ServiceBusOptionsReader.ConnectionVariable,
            "BUTLER_COMMAND_KEY",
        ]);
        relay.List("env").Take(2).Select(each => each.Text("value")).ShouldBe([Config, Journal]);
        relay.List("env").Skip(2).Select(each => each.Text("valueFrom/secretKeyRef/name")).ShouldBe(["butler-relay", "butler-relay"]);
        relay.List("volumeMounts").Select(each => each.Text("mountPath")).ShouldBe([Path.GetDirectoryName(Config)!, Journal]);
        (pod.Text("securityContext/runAsNonRoot"), pod.Text("securityContext/runAsUser"), pod.Text("securityContext/fsGroup"),
            pod.Text("securityContext/seccompProfile/type")).ShouldBe(("true", "1654", "1654", "RuntimeDefault"));
        (relay.Text("securityContext/allowPrivilegeEscalation"), relay.Text("securityContext/readOnlyRootFilesystem"),
            relay.Text("securityContext/capabilities/drop/0")).ShouldBe(("false", "true", "ALL"));
        foreach (var probe in new[] { "startupProbe", "readinessProbe", "livenessProbe" })
        {
            relay.Texts($"{probe}/exec/command").ShouldBe(["/app/butler-relay", "status"]);
        }

        var service = RepositoryYaml.Read("deploy/kubernetes/relay-service.yaml");
        (service.Text("spec/ports/0/protocol"), service.Text("spec/ports/0/port"), service.Text("spec/externalTrafficPolicy"))
            .ShouldBe(("UDP", Port, "Local"));
        service.Map("spec/selector").ShouldBe(set.Map("spec/template/metadata/labels"));
    }

    [Fact]
    public void Kubernetes_names_files_that_exist_and_a_configuration_that_the_relay_reads()
    {
        var all = RepositoryYaml.Read("deploy/kubernetes/kustomization.yaml");
        all.Texts("resources").Concat(all.Texts("configMapGenerator/0/files")).Append("kustomization.yaml").Order(StringComparer.Ordinal)
            .ShouldBe(Directory.GetFiles(Repository.PathOf("deploy/kubernetes")).Select(file => Path.GetFileName(file)!)
                .Order(StringComparer.Ordinal));
        var environment = new Dictionary<string, string>
        {
            [RelayConfiguration.ConfigPathVariable] = Repository.PathOf("deploy/kubernetes/relay.yaml"),
            [JournalOptionsReader.DirectoryVariable] = Journal,
            [ServiceBusOptionsReader.ConnectionVariable] = Connection,
        };
        var options = RelayConfiguration.Read(environment.GetValueOrDefault, out var warnings);
        warnings.ShouldBeEmpty();
        (options.Journal.Directory, options.Udp.Listen.ToString()).ShouldBe((Journal, $"0.0.0.0:{Port}"));
    }

    [Fact]
    public void What_is_secret_or_built_does_not_go_into_an_image() =>
        File.ReadAllLines(Repository.PathOf(".dockerignore")).ShouldBeSubsetOf([
            "# What images are built from is the source alone.",
            "**/.git", "**/artifacts", "**/bin", "**/obj", "**/node_modules", "**/.butler", "**/TestResults", "**/*.user", "**/.env",
            "**/local.settings.json", "bench", "deploy", "docs", "infra", "load-scripts", "tests",
        ]);

    /// <summary>The instructions, each on one line, without comments.</summary>
    private static IReadOnlyList<string> Dockerfile(string path) =>
        [.. File.ReadAllText(Repository.PathOf(path)).Replace("\\\n", "", StringComparison.Ordinal).Split('\n')
            .Where(line => line.Length > 0 && line[0] != '#')];

    private static string UdpOptionsStandardPort()
    {
        var environment = new Dictionary<string, string>
        {
            [RelayConfiguration.ConfigPathVariable] = Repository.PathOf("relay-agent/relay.yaml"),
            [ServiceBusOptionsReader.ConnectionVariable] = Connection,
        };
        return RelayConfiguration.Read(environment.GetValueOrDefault).Udp.Listen.Port
            .ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
