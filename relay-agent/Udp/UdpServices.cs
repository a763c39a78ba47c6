using System.Net;
using Butler.RelayAgent.Counting;
using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Loops;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Butler.RelayAgent.Udp;

internal static class UdpServices
{
    /// <summary>Adds the listener and the rules for senders. The port is bound at the first use.</summary>
    public static IServiceCollection AddUdp(this IServiceCollection services, UdpOptions options)
    {
        services.AddSingleton(options);
        if (options.AllowedSources is { } rules)
        {
            Func<string, CancellationToken, Task<IPAddress[]>> resolve = Dns.GetHostAddressesAsync;
            services.AddSingleton(provider => ActivatorUtilities.CreateInstance<AllowedSources>(provider, rules, resolve));
            if (rules.Any(rule => rule.Network is null))
            {
                services.AddLoop<AllowedSources>();
            }
        }

        if (options.Mirror is { } receivers)
        {
            services.AddSingleton(provider => ActivatorUtilities.CreateInstance<Mirror>(provider, receivers)).AddLoop<Mirror>();
        }

        return services
            .AddSingleton(provider => Listener(provider, options))
            .AddSingleton(provider => provider.GetRequiredService<UdpListener>().Progress)
            .AddSingleton(provider => provider.GetRequiredService<UdpListener>().Drops)
            .AddHostedService<IngestService>();
    }

    private static UdpListener Listener(IServiceProvider provider, UdpOptions options) => new(
        options.Listen,
        provider.GetRequiredService<HandOver>(),
        provider.GetRequiredService<RelayCounts>(),
        provider.GetRequiredService<TimeProvider>(),
        provider.GetRequiredService<ILogger<UdpListener>>(),
        Intake(provider, options),
        provider.GetService<Mirror>(),
        provider.GetRequiredService<RelayFailure>());

    private static Intake? Intake(IServiceProvider provider, UdpOptions options)
    {
        var time = provider.GetRequiredService<TimeProvider>();
        var sources = provider.GetService<AllowedSources>();
        var rates = options.RateLimit is { } limit ? new SourceRates(limit, time) : null;
        return sources is null && rates is null && options.MaxSize is null
            ? null
            : new Intake(
                sources,
                rates,
                options.MaxSize ?? RecordFormat.MaxDatagram,
                provider.GetRequiredService<RelayCounts>(),
                time,
                provider.GetRequiredService<ILogger<Intake>>());
    }
}
