using Butler.Core.Telemetry;

namespace Butler.Core.Tests.Telemetry;

public sealed class TelemetrySettingsTests
{
    private const string Connection = "InstrumentationKey=00000000-0000-0000-0000-000000000001;IngestionEndpoint=https://example.com/";

    [Theory]
    [InlineData("", false, false, false)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318", true, true, false)]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=https://example.com/v1/traces", true, false, false)]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=https://example.com/v1/metrics", false, true, false)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318 OTEL_METRICS_EXPORTER=none", true, false, false)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318 OTEL_TRACES_EXPORTER=none", false, true, false)]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf OTEL_SERVICE_NAME=x", false, false, false)]
    [InlineData($"APPLICATIONINSIGHTS_CONNECTION_STRING={Connection}", false, false, true)]
    [InlineData($"APPLICATIONINSIGHTS_CONNECTION_STRING={Connection} OTEL_SDK_DISABLED=true", false, false, false)]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318 OTEL_SDK_DISABLED=TRUE", false, false, false)]
    public void The_standard_variables_say_what_is_exported(string variables, bool traces, bool metrics, bool azureMonitor)
    {
        var settings = Read(variables);

        (settings.Traces, settings.Metrics, settings.AzureMonitor).ShouldBe((traces, metrics, azureMonitor));
        settings.IsOn.ShouldBe(traces || metrics || azureMonitor);
        settings.Problem.ShouldBeNull();
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=collector:4317", "OTEL_EXPORTER_OTLP_ENDPOINT is not an absolute http or https URL")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT=hunter2", "OTEL_EXPORTER_OTLP_ENDPOINT is not an absolute http or https URL")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=/v1/traces", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT is not an absolute http or https URL")]
    [InlineData("APPLICATIONINSIGHTS_CONNECTION_STRING=hunter2", "APPLICATIONINSIGHTS_CONNECTION_STRING has no InstrumentationKey")]
    [InlineData(
        "APPLICATIONINSIGHTS_CONNECTION_STRING=InstrumentationKey=hunter2",
        "APPLICATIONINSIGHTS_CONNECTION_STRING has no InstrumentationKey")]
    public void A_faulty_variable_exports_nothing_and_is_told_without_its_value(string variables, string problem)
    {
        var settings = Read(variables);

        (settings.IsOn, settings.Problem).ShouldBe((false, problem));
    }

    private static TelemetrySettings Read(string variables)
    {
        var all = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(each => each.Split('=', 2)).ToDictionary(each => each[0], each => each[1]);
        return TelemetrySettings.Read(all.GetValueOrDefault);
    }

    [Theory]
    [InlineData(null, false, null)]
    [InlineData("", false, null)]
    [InlineData("ClientId=11111111-1111-4111-8111-111111111111", false, null)]
    [InlineData("Authorization=AAD", true, null)]
    [InlineData("Authorization=AAD;ClientId=", true, null)]
    [InlineData(
        "ClientId=11111111-1111-4111-8111-111111111111;Authorization=AAD", true, "11111111-1111-4111-8111-111111111111")]
    public void Azure_Monitor_is_used_with_an_identity_when_the_host_is_told_so(string? value, bool isUsed, string? clientId)
    {
        var identity = TelemetrySettings.Identity(
            name => name == TelemetrySettings.AzureMonitorAuthenticationVariable ? value : null);

        identity.ShouldBe(isUsed ? new AzureMonitorIdentity(clientId) : null);
    }
}
