using Butler.Core.Configuration;
using Butler.RelayAgent.Configuration;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Loops;
using Butler.RelayAgent.Monitors;
using Butler.RelayAgent.Monitors.Access;
using Butler.RelayAgent.Monitors.Certificates;
using Butler.RelayAgent.Monitors.License;
using Butler.RelayAgent.Monitors.Version;
using Microsoft.Extensions.DependencyInjection;

namespace Butler.RelayAgent.Tests.Monitors;

public sealed class MonitorsOptionsTests : IDisposable
{
    private const string Bus = "serviceBus: { connection: https://example.servicebus.windows.net }\n";
    private const string Qrs = "qrs: { url: 'https://sense:4242', certificate: c.pem, key: k.pem }\n";

    private readonly string folder = Directory.CreateTempSubdirectory("butler-monitors-").FullName;

    [Fact]
    public void Every_key_is_read()
    {
        var monitors = Read(
            """
            monitors:
              version: { every: 12h, url: "https://central:9032" }
              license: { every: 1d, warnBefore: [90d, 12h] }
              access: { every: 30m, lowAvailable: 10% }
              certificates: { every: 2d, warnBefore: [7d] }
            """).Monitors;

        monitors.Version.ShouldBe(new VersionMonitorOptions { Every = TimeSpan.FromHours(12), Url = new Uri("https://central:9032") });
        (monitors.License!.Every, monitors.Certificates!.Every).ShouldBe((TimeSpan.FromDays(1), TimeSpan.FromDays(2)));
        monitors.License.WarnBefore.ShouldBe([TimeSpan.FromDays(90), TimeSpan.FromHours(12)]);
        monitors.Certificates.WarnBefore.ShouldBe([TimeSpan.FromDays(7)]);
        monitors.Access.ShouldBe(new AccessMonitorOptions { Every = TimeSpan.FromMinutes(30), LowAvailable = new LowThreshold(10, true) });
    }

    [Fact]
    public void A_monitor_is_off_without_its_key_and_has_defaults_without_others()
    {
        Read("").Monitors.ShouldBe(new MonitorsOptions());
        var monitors = Read("monitors: { version: {}, license: {}, access: {}, certificates: {} }").Monitors;
        monitors.Version.ShouldBe(new VersionMonitorOptions());
        monitors.Access.ShouldBe(new AccessMonitorOptions());
        monitors.License!.WarnBefore.ShouldBe(new[] { 60, 30, 14, 7, 1 }.Select(days => TimeSpan.FromDays(days)));
        (monitors.License, monitors.Certificates).ShouldBe((new LicenseMonitorOptions(), new CertificateMonitorOptions()));
    }

    [Theory]
    [InlineData("{ version: { every: 5s } }", "monitors.version.every: must be from 10s to 30d")]
    [InlineData(
        "{ version: { url: 'https://central:9032/v1/systeminfo' } }",
        "monitors.version.url: must be the service's address only, such as https://sense.example.com:9032")]
    [InlineData(
        "{ license: { warnBefore: [] } }",
        "monitors.license.warnBefore: must have at least one duration, such as 30d; without the key the standard ones hold")]
    [InlineData("{ license: { warnBefore: [1m] } }", "monitors.license.warnBefore[0]: must be from 1h to 3650d")]
    [InlineData(
        "{ access: { lowAvailable: few } }",
        "monitors.access.lowAvailable: is \"few\", expected a number such as 5, or a share such as 10%")]
    [InlineData(
        "{ access: { lowAvailabel: 1 } }",
        "monitors.access.lowAvailabel: is not a key that is known here (known: every, lowAvailable); did you mean \"lowAvailable\"?")]
    public void A_faulty_value_is_named(string monitors, string fault) =>
        Should.Throw<ConfigurationException>(() => Read("monitors: " + monitors)).Faults.ShouldHaveSingleItem().ToString()
            .ShouldEndWith(fault);

    [Fact]
    public void A_monitor_without_a_repository_service_is_a_fault() =>
        Should.Throw<ConfigurationException>(() => YamlFile.Read("relay.yaml", Bus + "monitors: { access: {} }", Type(), _ => null))
            .Faults.ShouldHaveSingleItem().ToString()
            .ShouldEndWith("monitors: has access, which asks the repository service: add the section qrs");

    [Fact]
    public async Task The_monitors_that_are_on_run_in_loops_of_their_own()
    {
        var options = Read("monitors: { version: {}, license: {}, access: {}, certificates: {} }");

        await using var provider = RelayBuilder.Create(options with { Journal = new JournalOptions { Directory = folder } }, _ => null)
            .Services.BuildServiceProvider();

        provider.GetServices<LoopProgress>().Select(loop => loop.Name).Where(name => name.StartsWith("monitor ", StringComparison.Ordinal))
            .ShouldBe(["monitor version", "monitor license", "monitor access", "monitor certificates"]);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static RelayOptions Read(string text) => YamlFile.Read("relay.yaml", Bus + Qrs + text + "\n", Type(), _ => null);

    private static YamlType<RelayOptions> Type() => new RelayOptionsReader(new EnvironmentOverrides(_ => null)).Type();
}
