namespace Butler.RelayAgent.Api;

/// <summary>Ends the commands of the API when the relay stops.</summary>
internal sealed class RelayApiLife : IDisposable
{
    private readonly CancellationTokenSource source = new();

    /// <summary>Cancelled when the relay stops.</summary>
    public CancellationToken Stopping => source.Token;

    /// <summary>Ends the commands.</summary>
    public Task EndAsync() => source.CancelAsync();

    public void Dispose() => source.Dispose();
}
