using System.Globalization;
using System.Text;
using Butler.Core.Events;
using Butler.Functions.Alerts;
using Butler.Functions.Templates;

namespace Butler.Functions.Channels.File;

/// <summary>Renders a text file, which a relay writes.</summary>
internal sealed class FileChannel(FileOptions options, ITemplates templates) : IChannel
{
    public ChannelMessage Render(Alert alert)
    {
        var name = options.FileName is { } template ? templates.FillInline(template, alert, TextForm.Plain) : default;
        var content = options.Text is { } text
            ? templates.FillInline(text, alert, TextForm.Plain)
            : templates.Fill(alert, "file", TextForm.Plain);
        return new ChannelMessage.File(FileName.Of(name.Text) ?? DefaultName(alert), content.Text ?? BuiltIn(alert))
        {
            TemplateFault = name.Fault ?? content.Fault,
        };
    }

    /// <summary>The time in the site's zone, the event's type, and a suffix that distinguishes events of the same second.</summary>
    private static string DefaultName(Alert alert)
    {
        var time = TimeZoneInfo.ConvertTime(alert.Event.OrderTime, alert.Site.TimeZone)
            .ToString("yyyy-MM-dd_HH-mm-ss", CultureInfo.InvariantCulture);
        return FileName.Of($"{time}_{alert.Event.Type}_{EventIdentity.Hash(alert.Event.Id)[..8]}.txt")!;
    }

    private static string BuiltIn(Alert alert)
    {
        var text = new StringBuilder(AlertText.Title(alert)).Append('\n');
        foreach (var (label, value) in AlertText.Facts(alert))
        {
            text.Append(label).Append(": ").Append(value).Append('\n');
        }

        foreach (var note in AlertText.Notes(alert))
        {
            text.Append('(').Append(note.TrimEnd('.')).Append(")\n");
        }

        if (ExecutionText.Details(alert.Task?.Execution) is { Length: > 0 } details)
        {
            text.Append("\nThe scheduler's notes:\n").Append(details);
        }

        var (head, tail) = ExecutionText.Ends(alert);
        AppendLines(text, "The script log begins:", head);
        AppendLines(text, "The script log ends:", tail);
        return text.ToString();
    }

    private static void AppendLines(StringBuilder text, string heading, IReadOnlyList<string> lines)
    {
        if (lines.Count > 0)
        {
            text.Append('\n').Append(heading).Append('\n').AppendJoin('\n', lines).Append('\n');
        }
    }
}
