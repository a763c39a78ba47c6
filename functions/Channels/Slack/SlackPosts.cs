using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Butler.Core.Messages;
using Butler.Core.Text;
using Butler.Functions.Alerts;

namespace Butler.Functions.Channels.Slack;

/// <summary>
/// Renders a message that a load script has written. Its text is in Slack's markup, so that bold text, links and mentions work. Source:
/// https://docs.slack.dev/messaging/formatting-message-text
/// </summary>
internal static partial class SlackPosts
{
    private const int MaxText = 40_000;

    public static ChannelMessage Of(SlackPost post, SlackOptions options)
    {
        var icon = string.IsNullOrEmpty(post.Emoji) ? options.Icon : post.Emoji;
        var message = new JsonObject
        {
            ["channel"] = post.Channel,
            ["username"] = post.Sender,
            ["text"] = SlackText.Cut(Markup().Replace(post.Text, Kept), MaxText),
        };
        if (icon is not null)
        {
            message[icon.StartsWith("http", StringComparison.OrdinalIgnoreCase) ? "icon_url" : "icon_emoji"] = icon;
        }

        VisibleText.Clean(message);
        return new ChannelMessage.Http(JsonForm.Encode(message), []);
    }

    /// <summary>
    /// Keeps links, mentions and escapes. Other special characters are escaped, because Slack could take them for markup.
    /// </summary>
    private static string Kept(Match match) => match.Length > 1 ? match.Value : TextEscape.Slack(match.Value);

    [GeneratedRegex(@"&(?:amp|lt|gt);|<(?:[@#!][^<>\n]+|(?:https?|mailto|tel):[^<>\s|]+(?:\|[^<>\n]*)?)>|[&<>]")]
    private static partial Regex Markup();
}
