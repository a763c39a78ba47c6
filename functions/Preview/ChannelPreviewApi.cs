using System.Text.Json;
using Butler.Core.Api;
using Butler.Core.Events;
using Butler.Functions.Configuration;

namespace Butler.Functions.Preview;

/// <summary>
/// <c>POST /api/v4/channels/{name}/preview?type=&amp;reason=&amp;recipient=</c>: shows the message of a channel of the running app. The
/// body may hold an event, which replaces the sample.
/// </summary>
internal sealed class ChannelPreviewApi(ConfigurationSource configuration, ChannelPreview preview) : IApi
{
    public ApiRoute Preview { get; } = new("v4/channels/{name}/preview", new ApiOperation<ChannelPreviewResult>(
        "POST", "Shows the message of a channel without sending it.", ChannelPreviewJson.Default.ChannelPreviewResult, async context =>
    {
        var options = await configuration.CurrentAsync(context.RequestAborted);
        return new(preview.Show(options, new PreviewRequest
        {
            Channel = context.Request.RouteValues["name"]?.ToString() ?? "",
            Type = Text("type"),
            Reason = Text("reason"),
            Recipient = Text("recipient"),
            Event = await EventAsync(context),
        }));

        string? Text(string key) => context.Request.Query[key].ToString() is { Length: > 0 } text ? text : null;
    })
    {
        Query =
        [
            ApiField.Text("type", "The type of the sample event, such as sense.reload.failed."),
            ApiField.Text("reason", "Why the alert is sent, such as escalation."),
            ApiField.Text("recipient", "The recipient, of a channel with recipients."),
        ],
        BodyType = EventJson.Default.CloudEvent,
    })
    {
        Parts = [ApiField.Text("name", "The channel's name in butler.yaml.") with { Example = "ops-mail" }],
    };

    public string Group => "Channels";

    public IReadOnlyList<ApiRoute> Routes => [Preview];

    private static async Task<CloudEvent?> EventAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        try
        {
            return body.Length == 0 ? null : CloudEvent.Decode(body.ToArray());
        }
        catch (JsonException e)
        {
            throw new ProblemException(400, "Invalid event", $"The body is not a CloudEvents 1.0 event: {e.Message}");
        }
    }
}
