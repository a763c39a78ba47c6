using Butler.Functions.Alerts;
using Butler.Functions.Templates;

namespace Butler.Functions.Channels.Console;

/// <summary>Plain text for a terminal.</summary>
internal sealed class ConsoleChannel(ConsoleOptions options, ITemplates templates) : IChannel
{
    public ChannelMessage Render(Alert alert)
    {
        var own = options.Text is { } text
            ? templates.FillInline(text, alert, TextForm.Plain)
            : templates.Fill(alert, "text", TextForm.Plain);
        return own.Text is { } filled
            ? new ChannelMessage.Terminal(PlainText.Printable(filled.ReplaceLineEndings("\n").Trim('\n')))
            : new ChannelMessage.Terminal(PlainText.Of(alert, own.Fault)) { TemplateFault = own.Fault };
    }
}
