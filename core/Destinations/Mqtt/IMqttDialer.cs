namespace Butler.Core.Destinations.Mqtt;

/// <summary>Opens the byte stream to the broker; tests replace it with a pipe.</summary>
internal interface IMqttDialer
{
    Task<Stream> OpenAsync(CancellationToken cancellationToken);
}
