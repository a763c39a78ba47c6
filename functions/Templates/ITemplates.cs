using Butler.Functions.Alerts;

namespace Butler.Functions.Templates;

/// <summary>Fills templates with the fields of an alert. Templates are compiled at their first use, and then cached.</summary>
internal interface ITemplates
{
    /// <summary>
    /// Fills the template file of a channel: the one in its options, or else the one for the event's type.
    /// </summary>
    /// <param name="alert">The alert; its options name the template.</param>
    /// <param name="part">The file's part, such as <c>html</c>; it only decides the file's name.</param>
    /// <param name="form">The form of the text, which decides how values are escaped.</param>
    /// <returns>The text; or neither text nor fault when no template is named and there is none for such an event.</returns>
    TemplateText Fill(Alert alert, string part, TextForm form);

    /// <summary>
    /// Fills a template in the configuration itself. The result has neither text nor fault when the channel's <c>text</c> or a mail's
    /// <c>subject</c> is only for one failure, and the alert is for a group or the end of an incident: the built-in form is then used.
    /// </summary>
    TemplateText FillInline(string template, Alert alert, TextForm form);
}

/// <summary>A filled template, or its fault.</summary>
/// <param name="Text">The text; null when there is none.</param>
/// <param name="Fault">The faulty template and the reason, for the operator; null on success.</param>
internal readonly record struct TemplateText(string? Text, string? Fault);

/// <summary>The form of a text, which decides how inserted values are escaped, once, with two braces or three.</summary>
internal enum TextForm
{
    /// <summary>Nothing is escaped.</summary>
    Plain,

    /// <summary>HTML; three braces insert finished HTML.</summary>
    Html,

    /// <summary>JSON with values in strings.</summary>
    Json,

    /// <summary>JSON for Slack: escaped for strings and for Slack's markup.</summary>
    SlackJson,

    /// <summary>XML with values in text or quoted attributes.</summary>
    Xml,

    /// <summary>The fields of a form, <c>application/x-www-form-urlencoded</c>.</summary>
    UrlEncoded,
}
