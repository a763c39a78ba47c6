using System.Globalization;
using System.Text.Json;
using Butler.RelayAgent.Sense.Engine;

namespace Butler.RelayAgent.Setup.Checking;

/// <summary>Connects to Sense's engine like <c>run</c>, and checks what its user may see.</summary>
/// <param name="options">Where the engine is, and as whom it is asked.</param>
/// <param name="engine">The engine; null: it is configured without QRS.</param>
internal sealed class EngineProbe(EngineOptions options, IEngine? engine)
{
    private const string Subject = "engine";

    /// <summary>The session without an app.</summary>
    private const string NoApp = "engineData";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Returns one result for each check; faults of network and files are results, not exceptions.</summary>
    public async Task<IReadOnlyList<CheckResult>> ProbeAsync(CancellationToken cancellationToken)
    {
        if (engine is null)
        {
            return [CheckResult.Fail(
                Subject, "is configured without qrs, whose certificate it uses: add the section qrs, or remove engine")];
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await using var session = await engine.ConnectAsync(NoApp, patience.Token);
            var version = Member(
                Member(await session.CallAsync(EngineSession.Global, "EngineVersion", null, patience.Token), "qVersion"),
                "qComponentVersion");
            var documents = Member(await session.CallAsync(EngineSession.Global, "GetDocList", null, patience.Token), "qDocList");
            var count = documents.ValueKind == JsonValueKind.Array ? documents.GetArrayLength() : 0;
            return
            [
                CheckResult.Ok(Subject, $"{options.Url.Authority} answers, version "
                    + $"{(version.ValueKind == JsonValueKind.String ? version.GetString() : "unknown")}"),
                count > 0
                    ? CheckResult.Ok(Subject, string.Create(CultureInfo.InvariantCulture, $"{options.User} sees {count} apps"))
                    : CheckResult.Warn(Subject, $"{options.User} sees no app: give it a security rule in the QMC, or set engine.user"),
            ];
        }
        catch (EngineException problem)
        {
            return [CheckResult.Fail(
                Subject,
                $"{problem.Message} Check engine.url, that the engine runs, and that the firewall lets port {options.Url.Port} through")];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return [CheckResult.Fail(Subject, $"{options.Url.Authority} does not answer within {Patience.TotalSeconds:0} s")];
        }
    }

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : default;
}
