using Butler.RelayAgent.Configuration;
using Butler.RelayAgent.Sense.Engine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Butler.RelayAgent.Setup.Checking;

internal static class CheckingServices
{
    /// <summary>
    /// The checks of <c>butler-relay check</c>, made with the parts that the relay runs with. They write nothing to the relay's log.
    /// </summary>
    public static IServiceCollection AddChecks(this IServiceCollection services, RelayOptions options, TimeProvider time)
    {
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance)
            .AddSingleton(time)
            .AddSingleton(options)
            .AddSingleton<MachineChecks>()
            .AddSingleton<ServiceBusChecks>();
        if (options.Qrs is null)
        {
            services.AddSingleton<IQrsProbe, NoQrs>();
        }
        else
        {
            services.AddSingleton<IQrsProbe, QrsProbe>();
        }

        if (options.Monitors.Services is not null)
        {
            services.AddSingleton<ServicesProbe>();
        }

        return options.Engine is { } engine
            ? services.AddSingleton(provider => new EngineProbe(engine, provider.GetService<IEngine>()))
            : services;
    }
}
