using Butler.Core.Configuration;
using Butler.Core.Messages;
using Butler.Functions.Configuration;
using Butler.Functions.Templates;

namespace Butler.Functions.Channels.Mqtt;

internal sealed class MqttKind : IChannelKind
{
    public string Type => "mqtt";

    public IReadOnlyList<string> FixedKeys => ["url", "user", "password", "clientId", "version", "ca", "certificate", "key", "insecure"];

    public ChannelOptions Read(YamlKeys keys) => MqttYaml.Read(keys);

    public IChannel Create(ChannelOptions options, ITemplates templates) => new MqttChannel((MqttOptions)options, templates);

    public ChannelMessage Render(ApiMessage message, ChannelOptions options, string? recipient) => message.Mqtt is { } post
        ? MqttChannel.Of(post, (MqttOptions)options)
        : ChannelMessage.Impossible.OfForm(Type, message.Form);
}
