namespace Butler.RelayAgent.Sense.Qrs;

/// <summary>Downloads files of any size as streams.</summary>
internal interface IQrsFiles
{
    /// <summary>Opens a file below <c>/qrs/</c> and passes on its bytes, without retries.</summary>
    /// <exception cref="QrsException">The file is not available, or the download was interrupted.</exception>
    Task ReadAsync(string path, Func<Stream, CancellationToken, Task> read, CancellationToken cancellationToken);
}
