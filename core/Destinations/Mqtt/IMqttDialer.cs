namespace Butler.Core.Destinations.Mqtt;

/// <summary>Opens the byte stream to the broker; tests put a pipe in its place.</summary>
internal interface IMqttDialer
{
    Task<Stream> OpenAsync(CancellationToken cancellationToken);
}
