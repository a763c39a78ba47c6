namespace Butler.RelayAgent.Sense.Engine;

/// <summary>Sense's engine.</summary>
internal sealed record EngineOptions
{
    /// <summary>The address, <c>wss://host:4747</c>.</summary>
    public required Uri Url { get; init; }

    /// <summary>The user: <c>DIRECTORY\user</c>.</summary>
    public required string User { get; init; }
}
