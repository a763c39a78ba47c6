using Microsoft.Azure.Functions.Worker;

namespace Butler.Functions.Preview;

/// <summary>Trying a channel, and the routes.</summary>
internal sealed class ChannelFunctions(ChannelTestApi tests, ChannelPreviewApi previews, SampleEventApi samples)
{
    /// <summary>Sends a test alert through a channel.</summary>
    [Function("ChannelTest")]
    public Task ChannelTestAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "v4/channels/{name}/test")] HttpRequest request) =>
        tests.Test.RunAsync(request.HttpContext);

    /// <summary>Shows what a channel would send of an event.</summary>
    [Function("ChannelPreview")]
    public Task ChannelPreviewAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "v4/channels/{name}/preview")] HttpRequest request) =>
        previews.Preview.RunAsync(request.HttpContext);

    /// <summary>Raises a sample of a monitor's event.</summary>
    [Function("SampleEvent")]
    public Task SampleEventAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "v4/events/{type}/sample")] HttpRequest request) =>
        samples.Raise.RunAsync(request.HttpContext);
}
