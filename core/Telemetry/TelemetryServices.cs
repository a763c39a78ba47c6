using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Butler.Core.Telemetry;

/// <summary>Adds traces and metrics to a program.</summary>
public static class TelemetryServices
{
    /// <summary>
    /// Adds the activity source and the meter that all parts of a program share. Without a listener, neither costs anything.
    /// </summary>
    public static IServiceCollection AddInstrumentation(this IServiceCollection services) => services
        .AddSingleton(_ => new ActivitySource(TelemetryNames.Source))
        .AddSingleton(_ => new Meter(TelemetryNames.Source));

    /// <summary>
    /// Exports traces and metrics, if the environment says where. Otherwise nothing is added, and no package of OpenTelemetry is loaded.
    /// </summary>
    /// <param name="builder">The program.</param>
    /// <param name="environment">Reads a variable.</param>
    /// <param name="identity">The program's resource attributes.</param>
    /// <returns>What is exported.</returns>
    public static TelemetrySettings AddTelemetryExport(
        this IHostApplicationBuilder builder, Func<string, string?> environment, Func<TelemetryIdentity> identity)
    {
        var settings = TelemetrySettings.Read(environment);
        if (settings.IsOn)
        {
            TelemetryExport.Add(builder, settings, environment, identity());
        }

        return settings;
    }
}
