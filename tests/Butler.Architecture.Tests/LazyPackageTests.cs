using System.Reflection;
using Mono.Cecil;

namespace Butler.Architecture.Tests;

/// <summary>
/// The runtime loads a package with the first type that uses it. What only one channel or the export of telemetry needs is used in one
/// place, so an app without it does not load the package.
/// </summary>
public sealed class LazyPackageTests
{
    [Theory]
    [InlineData("butler-functions", "InfluxDB.Client", "Butler.Functions.Channels.Influx.Point")]
    [InlineData("Butler.Core", "OpenTelemetry", "Butler.Core.Telemetry.TelemetryExport")]
    [InlineData("Butler.Core", "OpenTelemetry.Exporter.OpenTelemetryProtocol", "Butler.Core.Telemetry.TelemetryExport")]
    [InlineData("Butler.Core", "Azure.Monitor.OpenTelemetry.Exporter", "Butler.Core.Telemetry.TelemetryExport")]
    public void A_package_that_not_every_app_needs_is_used_in_one_place(string assembly, string package, string place)
    {
        using var module = ModuleDefinition.ReadModule(Assembly.Load(assembly).Location);

        var users = module.Types.Where(type => UsedTypes.Of(type).Any(used => used.Scope.Name == package));

        users.Select(type => type.FullName).ShouldBe([place]);
    }
}
