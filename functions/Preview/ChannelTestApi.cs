using Butler.Core.Api;
using Butler.Functions.Configuration;

namespace Butler.Functions.Preview;

/// <summary><c>POST /api/v4/channels/{name}/test</c>: sends a test alert from the running app.</summary>
internal sealed class ChannelTestApi(ConfigurationSource configuration, ChannelTest test) : IApi
{
    public ApiRoute Test { get; } = new("v4/channels/{name}/test", new ApiOperation<ChannelTestResult>(
        "POST", "Sends a test alert to a channel.", ChannelTestJson.Default.ChannelTestResult, async context =>
    {
        var options = await configuration.CurrentAsync(context.RequestAborted);
        var name = context.Request.RouteValues["name"]?.ToString() ?? "";
        return new(await test.FireAsync(options, name, Text("type"), Text("recipient"), context.RequestAborted));

        string? Text(string key) => context.Request.Query[key].ToString() is { Length: > 0 } text ? text : null;
    })
    {
        Query =
        [
            ApiField.Text("type", "The type of the sample event, such as sense.reload.failed."),
            ApiField.Text("recipient", "The recipient, of a channel with recipients."),
        ],
    })
    {
        Parts = [ApiField.Text("name", "The channel's name in butler.yaml.") with { Example = "ops-mail" }],
    };

    public string Group => "Channels";

    public IReadOnlyList<ApiRoute> Routes => [Test];
}
