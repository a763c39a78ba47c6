using Butler.Functions.Alerts;
using Butler.Functions.Templates;

namespace Butler.Functions.Tests.Support;

/// <summary>There are no templates: every channel uses its built-in form.</summary>
internal sealed class NoTemplates : ITemplates
{
    public TemplateText Fill(Alert alert, string part, TextForm form) => default;

    public TemplateText FillInline(string template, Alert alert, TextForm form) => default;
}
