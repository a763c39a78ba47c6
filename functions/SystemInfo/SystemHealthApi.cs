using System.Reflection;
using Butler.Core.Api;
using Butler.Functions.Configuration;
using Butler.Functions.Delivering;
using Butler.Functions.Relays;
using Butler.Functions.ScriptLogs;

namespace Butler.Functions.SystemInfo;

/// <summary>The state of the system with its details, for holders of a key.</summary>
internal sealed class SystemHealthApi : IApi
{
    private static readonly string Version =
        typeof(SystemHealthApi).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
            ?? "0";

    private readonly ConfigurationSource configuration;
    private readonly RelayRows relays;
    private readonly Circuits circuits;
    private readonly DeadCount dead;
    private readonly TenantStates tenants;
    private readonly ScriptLogLinks scriptLogs;
    private readonly TimeProvider time;

    public SystemHealthApi(
        ConfigurationSource configuration, RelayRows relays, Circuits circuits, DeadCount dead, TenantStates tenants,
        ScriptLogLinks scriptLogs, TimeProvider time)
    {
        (this.configuration, this.relays, this.circuits, this.dead) = (configuration, relays, circuits, dead);
        (this.tenants, this.scriptLogs, this.time) = (tenants, scriptLogs, time);
        State = new("v4/health", new ApiOperation<SystemHealth>(
            "GET", "Shows the state of the configuration, the relays and the destinations.", SystemJson.Default.SystemHealth, ReadAsync));
    }

    /// <summary><c>GET health</c>.</summary>
    public ApiRoute State { get; }

    public IReadOnlyList<ApiRoute> Routes => [State];

    private async Task<ApiAnswer<SystemHealth>> ReadAsync(HttpContext context)
    {
        var options = await configuration.CurrentAsync(context.RequestAborted);
        var fault = configuration.Problem;
        var known = await relays.AllAsync(context.RequestAborted);
        var shown = known.Select(relay => Shown(relay, options)).ToList();
        var away = circuits.Open;
        var ofCloud = await tenants.ReadAsync(options, context.RequestAborted);
        var isWell = fault is null && away.Count == 0 && shown.All(relay => relay.Online)
            && ofCloud?.Any(tenant => tenant.State == "failing") != true;
        return new(new SystemHealth
        {
            Status = isWell ? "ok" : "degraded",
            Version = Version,
            Configuration = new ConfigurationHealth(fault is null ? "ok" : "the newest is faulty, the last good one is in use", fault),
            Relays = shown,
            DestinationsAway = away,
            DeadDeliveries = await dead.ReadAsync(context.RequestAborted),
            Tenants = ofCloud,
            Warnings = options.ScriptLogs is not null && scriptLogs.Problem is { } problem
                ? [$"Script logs are kept, but alerts do not link to them: {problem}."]
                : null,
        });
    }

    private RelayHealth Shown(RelayRow relay, ButlerOptions options) => new()
    {
        Site = relay.Site,
        Name = relay.Relay,
        Online = time.GetUtcNow() - relay.Heard < options.OfflineAfter,
        LastHeartbeat = relay.Heard,
        Version = relay.Last?.Version,
        Environment = relay.Last?.Environment,
        Started = relay.Last?.Started,
        Capabilities = relay.Last?.Capabilities ?? [],
        Counters = relay.Last?.Counters,
        Warnings = relay.Last?.Warnings ?? [],
    };
}
