using System.Text.Json;

namespace Butler.RelayAgent.Sense.Engine;

/// <summary>An open app in its own session.</summary>
/// <param name="Session">The session.</param>
/// <param name="Handle">The app's handle.</param>
internal sealed record EngineApp(EngineSession Session, int Handle) : IAsyncDisposable
{
    /// <summary>Opens an app.</summary>
    /// <exception cref="EngineException">The app could not be opened; no session is left open.</exception>
    public static async Task<EngineApp> OpenAsync(IEngine engine, string appId, bool withoutData, CancellationToken cancellationToken)
    {
        var session = await engine.ConnectAsync(appId, cancellationToken);
        try
        {
            var opened = await session.CallAsync(
                EngineSession.Global,
                "OpenDoc",
                writer =>
                {
                    writer.WriteString("qDocName", appId);
                    writer.WriteString("qUserName", "");
                    writer.WriteString("qPassword", "");
                    writer.WriteString("qSerial", "");
                    writer.WriteBoolean("qNoData", withoutData);
                },
                cancellationToken);
            return new EngineApp(session, HandleOf(opened, "OpenDoc"));
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>The handle in an answer.</summary>
    /// <exception cref="EngineException">The answer has no handle.</exception>
    public static int HandleOf(JsonElement answer, string method) =>
        answer.TryGetProperty("qReturn", out var returned) && returned.ValueKind == JsonValueKind.Object
        && returned.TryGetProperty("qHandle", out var handle) && handle.TryGetInt32(out var number)
            ? number
            : throw new EngineException(0, $"Sense's engine returned nothing for {method}.");

    public ValueTask DisposeAsync() => Session.DisposeAsync();
}
