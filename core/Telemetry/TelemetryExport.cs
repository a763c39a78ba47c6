using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Azure.Monitor.OpenTelemetry.Exporter;
using Butler.Core.Azure.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Butler.Core.Telemetry;

/// <summary>
/// The SDK and exporters of OpenTelemetry. Only our own source and meter are exported: HTTP clients put addresses in their tags, and the
/// address of a webhook is a secret.
/// </summary>
internal static class TelemetryExport
{
    public static void Add(
        IHostApplicationBuilder builder, TelemetrySettings settings, Func<string, string?> environment, TelemetryIdentity identity)
    {
        builder.Configuration.Sources.Add(new EnvironmentLookup(environment));
        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(resource => resource
            .Clear()
            .AddTelemetrySdk()
            .AddService(identity.Service, serviceVersion: identity.Version, serviceInstanceId: identity.Instance)
            .AddAttributes(identity.Attributes)
            .AddEnvironmentVariableDetector());
        if (settings.Traces || settings.AzureMonitor)
        {
            telemetry.WithTracing(traces => AddTraces(traces, settings, environment));
            builder.Services.ConfigureOpenTelemetryTracerProvider(
                (services, traces) => traces.AddSource(services.GetRequiredService<ActivitySource>().Name));
        }

        if (settings.Metrics || settings.AzureMonitor)
        {
            // The meter is created before its provider, and so disposed after it: the last values are exported at the stop.
            telemetry.WithMetrics(metrics => AddMetrics(metrics, settings, environment));
            builder.Services.ConfigureOpenTelemetryMeterProvider(
                (services, metrics) => metrics.AddMeter(services.GetRequiredService<Meter>().Name));
        }
    }

    private static void AddTraces(TracerProviderBuilder traces, TelemetrySettings settings, Func<string, string?> environment)
    {
        if (settings.Traces)
        {
            traces.AddOtlpExporter(options => Apply(options, "TRACES", environment));
        }

        if (settings.AzureMonitor)
        {
            traces.AddAzureMonitorTraceExporter(options => Apply(options, environment));
        }
    }

    private static void AddMetrics(MeterProviderBuilder metrics, TelemetrySettings settings, Func<string, string?> environment)
    {
        if (settings.Metrics)
        {
            metrics.AddOtlpExporter(options => Apply(options, "METRICS", environment));
        }

        if (settings.AzureMonitor)
        {
            metrics.AddAzureMonitorMetricExporter(options => Apply(options, environment));
        }
    }

    /// <summary>Without live metrics, which poll the service all the time, and without files on the machine's disk.</summary>
    private static void Apply(AzureMonitorExporterOptions options, Func<string, string?> environment)
    {
        options.ConnectionString = environment(TelemetrySettings.AzureMonitorVariable);
        options.EnableLiveMetrics = false;
        options.DisableOfflineStorage = true;
        if (TelemetrySettings.Identity(environment) is { } identity)
        {
            options.Credential = PipelineFactory.Credential(identity.ClientId);
        }
    }

    /// <summary>Applies the variables of one signal, which the exporter reads only when it also exports logs.</summary>
    private static void Apply(OtlpExporterOptions options, string signal, Func<string, string?> environment)
    {
        if (TelemetrySettings.Own(environment, signal, "ENDPOINT") is { } endpoint)
        {
            options.Endpoint = new Uri(endpoint);
        }

        if (TelemetrySettings.Own(environment, signal, "PROTOCOL") is { } protocol)
        {
            options.Protocol = protocol == "http/protobuf" ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        }

        if (TelemetrySettings.Own(environment, signal, "HEADERS") is { } headers)
        {
            options.Headers = headers;
        }

        if (int.TryParse(TelemetrySettings.Own(environment, signal, "TIMEOUT"), CultureInfo.InvariantCulture, out var milliseconds))
        {
            options.TimeoutMilliseconds = milliseconds;
        }
    }
}
