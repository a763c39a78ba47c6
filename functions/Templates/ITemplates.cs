using Butler.Functions.Alerts;

namespace Butler.Functions.Templates;

/// <summary>Fills templates with what an alert tells. Templates are compiled when they are used first, and kept.</summary>
internal interface ITemplates
{
    /// <summary>
    /// Fills the template file of a channel: the one that its options name, else the one that is made for the event's type.
    /// </summary>
    /// <param name="alert">What it tells; its options name the template.</param>
    /// <param name="part">The file's part, such as <c>html</c>; it decides nothing but the file's name.</param>
    /// <param name="form">What the text is, and so how values are escaped.</param>
    /// <returns>The text; or neither text nor fault where no template is named and none is made for such an event.</returns>
    TemplateText Fill(Alert alert, string part, TextForm form);

    /// <summary>
    /// Fills a template that stands in the configuration itself. Neither text nor fault comes where the channel's <c>text</c> or a mail's <c>subject</c>
    /// speaks of one failure only, and the alert is for a group or the end of an incident: the built-in form is right then.
    /// </summary>
    TemplateText FillInline(string template, Alert alert, TextForm form);
}

/// <summary>A filled template, or what is wrong with it.</summary>
/// <param name="Text">The text; null where there is none.</param>
/// <param name="Fault">Which template is faulty and why, in words for the operator; null when all is well.</param>
internal readonly record struct TemplateText(string? Text, string? Fault);

/// <summary>What a text is: how values that are put into it are escaped, once, with two braces or three.</summary>
internal enum TextForm
{
    /// <summary>Nothing is escaped.</summary>
    Plain,

    /// <summary>HTML; three braces put in what is HTML already.</summary>
    Html,

    /// <summary>JSON whose values stand within strings.</summary>
    Json,

    /// <summary>JSON for Slack: within strings, and for Slack's markup.</summary>
    SlackJson,

    /// <summary>XML whose values stand within text or quoted attributes.</summary>
    Xml,

    /// <summary>The fields of a form, <c>application/x-www-form-urlencoded</c>.</summary>
    UrlEncoded,
}
