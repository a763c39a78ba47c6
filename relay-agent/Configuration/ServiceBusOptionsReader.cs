using Butler.Core.Azure.ServiceBus;
using Butler.Core.Configuration;

namespace Butler.RelayAgent.Configuration;

/// <param name="overrides">The environment variables that replace values of the file.</param>
internal sealed class ServiceBusOptionsReader(EnvironmentOverrides overrides)
{
    /// <summary>Replaces <c>serviceBus.connection</c>.</summary>
    public const string ConnectionVariable = "BUTLER_SERVICEBUS";

    /// <summary>The section <c>serviceBus</c>.</summary>
    public ServiceBusOptions Read(YamlKeys keys) => overrides.Has(ConnectionVariable)
        ? keys.Optional("serviceBus", Type(), Absent(keys), "The Service Bus namespace")
        : keys.Required("serviceBus", Type(), "the Service Bus namespace: { connection: ... }");

    private YamlType<ServiceBusOptions> Type() => Yaml.Object(keys => new ServiceBusOptions
    {
        Connection = keys.Required(
            "connection",
            overrides.Over(ConnectionVariable, Yaml.Secret.Then<ServiceBusConnection>(Connect), Connect),
            "a connection string, one for each queue with spaces between them, or https://NAMESPACE.servicebus.windows.net for Entra ID"),
        Transport = keys.Optional(
            "transport",
            Yaml.OneOf("websockets", "tcp"),
            "websockets",
            "How AMQP is carried: websockets (port 443, by the web proxy if there is one) or tcp (port 5671)") == "tcp"
            ? ServiceBusTransport.Tcp
            : ServiceBusTransport.WebSockets,
    });

    private ServiceBusOptions Absent(YamlKeys keys) =>
        new() { Connection = overrides.Instead<ServiceBusConnection>(ConnectionVariable, keys, "serviceBus", Connect, null!) };

    private string? Connect(string text, out ServiceBusConnection value)
    {
        value = null!;
        try
        {
            value = ServiceBusConnection.Parse(text);
            return null;
        }
        catch (FormatException problem)
        {
            return $"cannot be used: {problem.Message}";
        }
    }
}
