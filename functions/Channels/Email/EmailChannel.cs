using System.Text;
using Butler.Core.Messages;
using Butler.Functions.Alerts;
using Butler.Functions.Templates;

namespace Butler.Functions.Channels.Email;

/// <summary>Renders a mail to one recipient: subject, HTML part and text part, each from a template or built in.</summary>
internal sealed class EmailChannel(EmailOptions options, ITemplates templates) : IChannel
{
    /// <summary>The maximum HTML in bytes of UTF-8. Gmail cuts off mails larger than 102 KB.</summary>
    private const int MaxHtml = 95_000;

    private const int MaxSubject = 200;

    public ChannelMessage Render(Alert alert)
    {
        var subject = options.Subject is { } line ? templates.FillInline(line, alert, TextForm.Plain) : default;
        var (html, text, fault) = Body(alert, subject.Fault);
        return new ChannelMessage.Mail
        {
            From = options.From,
            To = alert.Delivery.Recipient ?? "",
            Subject = Subject(alert, subject.Text),
            Html = VisibleText.Of(html),
            Text = text,
            Priority = options.Priority,
            TemplateFault = fault,
        };
    }

    /// <summary>Renders a mail that a load script has written.</summary>
    public static ChannelMessage Of(MailPost post, EmailOptions options, string? recipient) => new ChannelMessage.Mail
    {
        From = options.From,
        To = recipient ?? "",
        Subject = AlertText.OneLine(post.Subject, MaxSubject),
        Html = post.Html is { } html ? VisibleText.Of(html) : "",
        Text = post.Text is { } text ? PlainText.Printable(text.ReplaceLineEndings("\n")) : "",
        Priority = options.Priority,
    };

    private static string Subject(Alert alert, string? own) =>
        own is not null && AlertText.OneLine(own, MaxSubject) is { Length: > 0 } line
            ? line
            : AlertText.OneLine(AlertText.Title(alert), MaxSubject);

    private (string Html, string Text, string? Fault) Body(Alert alert, string? subjectFault)
    {
        if (options.Text is { } inline)
        {
            var line = templates.FillInline(inline, alert, TextForm.Plain);
            var wrong = Both(subjectFault, line.Fault);
            return line.Text is { } filled
                ? (EmailHtml.OneLine(alert, filled, Notes(subjectFault)),
                    string.Join("\n\n", [PlainText.Printable(filled), .. Notes(subjectFault)]) + "\n", wrong)
                : (EmailHtml.Of(alert, wrong), PlainText.Of(alert, wrong, isMail: true) + "\n", wrong);
        }

        var html = default(TemplateText);
        foreach (var shorter in ShorterAlerts.Of(alert))
        {
            html = templates.Fill(shorter, "html", TextForm.Html);
            if (html.Text is null || Encoding.UTF8.GetByteCount(html.Text) <= MaxHtml)
            {
                break;
            }
        }

        var text = templates.Fill(alert, "text", TextForm.Plain);
        var fault = Both(subjectFault, Both(html.Fault, text.Fault));
        return (
            html.Text is { } made ? EmailHtml.WithNotes(made, Notes(Both(subjectFault, text.Fault))) : EmailHtml.Of(alert, fault),
            text.Text is { } plain ? PlainText.Printable(plain.ReplaceLineEndings("\n")) : PlainText.Of(alert, fault, isMail: true) + "\n",
            fault);
    }

    private static string? Both(string? one, string? other) =>
        one is not null && other is not null && one != other ? $"{one}; {other}" : one ?? other;

    /// <summary>The note for a mail of which only a part is built in.</summary>
    private static string[] Notes(string? fault) =>
        fault is null ? [] : [$"A template of this mail is faulty: {AlertText.OneLine(fault, 300)}"];
}
