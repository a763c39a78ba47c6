using Butler.Core.Configuration;
using Butler.Core.Destinations;
using Butler.Core.Messages;
using Butler.Functions.Configuration;
using Butler.Functions.Templates;

namespace Butler.Functions.Channels.Email;

internal sealed class EmailKind : IChannelKind
{
    public string Type => "email";

    public IReadOnlyList<string> FixedKeys => ["provider", "apiKey", "sendGridUrl", "smtp"];

    public AnswerForm Answer => AnswerForm.Json;

    public ChannelOptions Read(YamlKeys keys) => EmailYaml.Read(keys);

    public IChannel Create(ChannelOptions options, ITemplates templates) => new EmailChannel((EmailOptions)options, templates);

    public ChannelMessage Render(ApiMessage message, ChannelOptions options, string? recipient) => message.Mail is { } post
        ? EmailChannel.Of(post, (EmailOptions)options, recipient)
        : ChannelMessage.Impossible.OfForm(Type, message.Form);
}
