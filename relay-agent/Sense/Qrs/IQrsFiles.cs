namespace Butler.RelayAgent.Sense.Qrs;

/// <summary>Downloads of any size, read as they come.</summary>
internal interface IQrsFiles
{
    /// <summary>Opens a file below <c>/qrs/</c> and hands over its bytes; not tried again.</summary>
    /// <exception cref="QrsException">It cannot be had, or broke off.</exception>
    Task ReadAsync(string path, Func<Stream, CancellationToken, Task> read, CancellationToken cancellationToken);
}
