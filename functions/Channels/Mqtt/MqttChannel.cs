using System.Text;
using Butler.Core.Messages;
using Butler.Core.Text;
using Butler.Functions.Alerts;
using Butler.Functions.Templates;

namespace Butler.Functions.Channels.Mqtt;

/// <summary>Renders messages for an MQTT broker: one with topic and payload from templates, or Butler's own messages.</summary>
internal sealed class MqttChannel(MqttOptions options, ITemplates templates) : IChannel
{
    public ChannelMessage Render(Alert alert) => options.ButlerPreset ? Butlers(alert) : Own(alert);

    /// <summary>Renders a message that a load script has written.</summary>
    public static ChannelMessage Of(MqttPost post, MqttOptions options) => new ChannelMessage.Mqtt(
        [new MqttPublication(post.Topic, Encoding.UTF8.GetBytes(post.Text), options.Qos, options.Retain)]);

    private ChannelMessage Butlers(Alert alert)
    {
        var messages = ButlerMessages.Of(alert);
        var publications = messages
            .Select(message => (Topic: message.Topic(options.Topics), message.Payload))
            .Where(message => message.Topic is not null)
            .Select(message => Publication(message.Topic!, message.Payload))
            .ToList();
        return publications.Count > 0
            ? new ChannelMessage.Mqtt(publications)
            : new ChannelMessage.Nothing($"Butler sends no MQTT message for {alert.Event.Type}");
    }

    private ChannelMessage.Mqtt Own(Alert alert)
    {
        var filled = templates.FillInline(options.Topic ?? "", alert, TextForm.Plain);
        var topic = filled.Text is { } text ? MqttTopicName.Of(text) : null;
        var fault = filled.Fault ?? (filled.Text is not null && topic is null ? $"the topic \"{TextCut.ToBytes(filled.Text, 100)}\" is "
            + $"empty or too long" : null);
        var payload = Payload(alert);
        return new ChannelMessage.Mqtt([Publication(topic ?? $"butler/{alert.Event.Type.Replace('.', '/')}", payload.Text)])
        {
            TemplateFault = fault ?? payload.Fault,
        };
    }

    /// <summary>The payload: from a template of JSON or plain text, or else the event.</summary>
    private (ReadOnlyMemory<byte> Text, string? Fault) Payload(Alert alert)
    {
        if (options.Text is { } inline)
        {
            var form = inline.TrimStart() is ['{' or '[', not '{', ..] ? TextForm.Json : TextForm.Plain;
            return Or(templates.FillInline(inline, alert, form), alert);
        }

        var json = templates.Fill(alert, "payload", TextForm.Json);
        if (json.Text is not null)
        {
            return Or(json, alert);
        }

        var plain = templates.Fill(alert, "text", TextForm.Plain);
        return Or(plain.Text is not null ? plain : json.Fault is not null ? json : plain, alert);
    }

    private static (ReadOnlyMemory<byte> Text, string? Fault) Or(TemplateText own, Alert alert) =>
        (own.Text is { } text ? Encoding.UTF8.GetBytes(text) : alert.Encoded, own.Fault);

    private MqttPublication Publication(string topic, ReadOnlyMemory<byte> payload) => new(topic, payload, options.Qos, options.Retain);
}
