using Butler.RelayAgent.Identity;
using Butler.RelayAgent.Loops;
using Microsoft.Extensions.DependencyInjection;

namespace Butler.RelayAgent.Mqtt;

internal static class MqttServices
{
    /// <summary>Adds the brokers, which are connected at their first use.</summary>
    /// <param name="services">The services.</param>
    /// <param name="startTasks">The start of tasks with MQTT; null: off.</param>
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
