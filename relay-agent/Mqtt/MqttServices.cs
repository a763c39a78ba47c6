using Butler.RelayAgent.Identity;
using Butler.RelayAgent.Loops;
using Microsoft.Extensions.DependencyInjection;

namespace Butler.RelayAgent.Mqtt;

internal static class MqttServices
{
    /// <summary>The brokers, connected to when they are first needed.</summary>
    /// <param name="services">Where they are added.</param>
    /// <param name="startTasks">How tasks are started by MQTT; null: not at all.</param>
    /// <param name="brokers">The brokers by name.</param>
    public static IServiceCollection AddMqtt(
        this IServiceCollection services, StartTaskMqttOptions? startTasks, IReadOnlyDictionary<string, MqttDestination> brokers)
    {
        services
            .AddSingleton(provider => new BrokerOptions
            {
                Relay = provider.GetRequiredService<RelayIdentity>(),
                Mqtt = startTasks,
                Brokers = brokers,
            })
            .AddSingleton<MqttBrokers>()
            .AddSingleton<IRelayPublisher>(provider => provider.GetRequiredService<MqttBrokers>());
        return startTasks is null ? services : services.AddLoop<MqttBrokers>();
    }
}
