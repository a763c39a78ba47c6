using Butler.Core.Messages;
using Butler.Functions.Alerts;

namespace Butler.Functions.Channels.Teams;

/// <summary>Renders a message that a load script has written as an adaptive card; its text may have markdown.</summary>
internal static class TeamsPosts
{
    public static ChannelMessage Of(TeamsPost post)
    {
        var message = TeamsChannel.Wrap(TeamsCard.Written(post.Title, post.Text));
        VisibleText.Clean(message);
        if (!TeamsLimits.Fits(JsonForm.Encode(message)))
        {
            TeamsLimits.Fit(message);
        }

        return new ChannelMessage.Http(JsonForm.Encode(message), []);
    }
}
