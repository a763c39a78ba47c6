using Butler.Core.Text;

namespace Butler.Functions.Channels.Slack;

/// <summary>Text in Slack's markup. Source: https://docs.slack.dev/messaging/formatting-message-text</summary>
internal static class SlackText
{
    private const string Fence = "```";

    /// <summary>
    /// Escapes text with Slack's own rules (for its three special characters) and shortens the result. No escape or surrogate pair is
    /// split. A code fence cannot be closed from inside.
    /// </summary>
    public static string Escape(string text, int most) =>
        Cut(TextEscape.Slack(text.Replace(Fence, "'''", StringComparison.Ordinal).Replace("\0", "", StringComparison.Ordinal)), most);

    /// <summary>Shortens escaped text: no escape, link, mention or surrogate pair is split, and an open code fence is closed.</summary>
    public static string Cut(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        var end = TextCut.Beginning(text, most - 1 - Fence.Length).Length;
        var escape = text.LastIndexOf('&', end - 1, Math.Min(end, 6));
        if (escape >= 0 && text.IndexOf(';', escape) >= end)
        {
            end = escape;
        }

        var markup = text.LastIndexOf('<', end - 1);
        if (markup >= 0 && text.IndexOf('>', markup) >= end && end - markup < 3000)
        {
            end = markup;
        }

        var kept = text[..end].TrimEnd('`') + "…";
        return kept.Split(Fence).Length % 2 == 0 ? kept + Fence : kept;
    }

    /// <summary>
    /// A mention: <c>here</c>, <c>channel</c> and <c>everyone</c> by name, members (<c>U...</c>, <c>W...</c>) and groups (<c>S...</c>) by
    /// id.
    /// </summary>
    public static string Mention(string who) => who.TrimStart('@') switch
    {
        "here" or "channel" or "everyone" => $"<!{who.TrimStart('@')}>",
        ['U' or 'W', ..] member => $"<@{Escape(member, 100)}>",
        ['S', ..] group => $"<!subteam^{Escape(group, 100)}>",
        var other => Escape(other, 100),
    };
}
