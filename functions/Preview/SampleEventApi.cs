using System.Text.Json;
using System.Text.Json.Serialization;
using Butler.Core.Api;
using Butler.Core.Azure.ServiceBus;
using Butler.Functions.Alerts;
using Butler.Functions.Api;
using Butler.Functions.Configuration;
using Butler.Functions.Preview.Samples;

namespace Butler.Functions.Preview;

/// <summary>
/// <c>POST /api/v4/events/{type}/sample</c>: raises the sample of a monitor's event. It takes the routes that a relay's event would take.
/// </summary>
internal sealed partial class SampleEventApi(
    ConfigurationSource configuration, IServiceBus bus, TimeProvider time, ILogger<SampleEventApi> logger) : IApi
{
    private const int MaxBodyBytes = 64 * 1024;
    private const int MaxName = 100;

    private static readonly ApiField Site =
        ApiField.Text("site", "The site; the first of sites in butler.yaml if absent.") with { MaxLength = MaxName };

    private static readonly ApiField Environment =
        ApiField.Text("environment", "The site's environment, as a relay names it.") with { MaxLength = MaxName };

    public ApiRoute Raise => field ??= new("v4/events/{type}/sample", new ApiOperation<RaisedEvent>(
        "POST", "Raises an event as a monitor would, with sample data; the body's fields replace those of the sample.",
        SampleEventJson.Default.RaisedEvent, RaiseAsync)
    {
        Query = [Site, Environment],
        Status = StatusCodes.Status202Accepted,
        Also = [(403, "The key may not use the site.")],
    })
    {
        Parts = [ApiField.Text("type", "The type of the event.") with { Example = "sense.service.stopped" }],
    };

    public string Group => "Channels";

    public IReadOnlyList<ApiRoute> Routes => [Raise];

    private async Task<ApiAnswer<RaisedEvent>> RaiseAsync(HttpContext context)
    {
        var options = await configuration.CurrentAsync(context.RequestAborted);
        var query = RequestFields.Query(context.Request);
        var site = query.Text(Site) is { Length: > 0 } named ? named : options.DefaultSite;
        Caller.Of(context).RequireSite(site);
        var fields = await JsonBody.ReadAsync(context, MaxBodyBytes, orEmpty: true);
        if (fields is { ValueKind: not JsonValueKind.Object })
        {
            throw ProblemException.ForLoadScripts(400, "body must be object");
        }

        var type = context.Request.RouteValues["type"]?.ToString() ?? "";
        var @event = RaisedSample.Of(
            type, site, query.Text(Environment) is { Length: > 0 } environment ? environment : null, fields, time.GetUtcNow(),
            Guid.NewGuid().ToString("N"));
        await OwnEvents.RaiseAsync(bus, @event, context.RequestAborted);
        Log.Raised(logger, @event.Type, @event.Id, Caller.Of(context).Name ?? "a caller");
        return new(new RaisedEvent { Id = @event.Id, Type = @event.Type, Site = site, Subject = @event.Subject });
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "The sample event {Type} ({Id}) was raised for {Caller}")]
        public static partial void Raised(ILogger logger, string type, string id, string caller);
    }
}

/// <summary>The event that was raised.</summary>
internal sealed record RaisedEvent
{
    public required string Id { get; init; }

    public required string Type { get; init; }

    public required string Site { get; init; }

    public string? Subject { get; init; }
}

/// <summary>Source-generated JSON of raised events.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RaisedEvent))]
internal sealed partial class SampleEventJson : JsonSerializerContext;
