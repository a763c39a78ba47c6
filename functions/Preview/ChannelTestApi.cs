using Butler.Functions.Api;
using Butler.Functions.Configuration;

namespace Butler.Functions.Preview;

/// <summary><c>POST /api/v4/channels/{name}/test</c>: sends a test alert from the running app.</summary>
internal sealed class ChannelTestApi(ConfigurationSource configuration, ChannelTest test)
{
    public IHttpHandler Test { get; } = new ApiHandler<ChannelTestResult>(ChannelTestJson.Default.ChannelTestResult, async context =>
    {
        var options = await configuration.CurrentAsync(context.RequestAborted);
        var name = context.Request.RouteValues["name"]?.ToString() ?? "";
        return new(await test.FireAsync(options, name, Text("type"), Text("recipient"), context.RequestAborted));

        string? Text(string key) => context.Request.Query[key].ToString() is { Length: > 0 } text ? text : null;
    });
}
