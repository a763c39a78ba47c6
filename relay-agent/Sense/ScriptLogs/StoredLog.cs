namespace Butler.RelayAgent.Sense.ScriptLogs;

/// <summary>A script log that is being written to disk. An uncommitted file is removed.</summary>
/// <param name="path">The name of the complete file.</param>
/// <param name="file">The file.</param>
/// <param name="tell">Receives a problem: path and reason.</param>
internal sealed class StoredLog(string path, FileStream file, Action<string, string> tell) : IDisposable
{
    private bool failed;
    private bool committed;

    /// <summary>Writes; a disk error is reported once and does not affect the reader.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (failed)
        {
            return;
        }

        try
        {
            await file.WriteAsync(bytes, cancellationToken);
        }
        catch (IOException failure)
        {
            Fail(failure.Message);
        }
    }

    /// <summary>Completes the file: it gets its name, and replaces an older one.</summary>
    public void Commit()
    {
        if (failed)
        {
            return;
        }

        try
        {
            file.Flush(flushToDisk: true);
            file.Dispose();
            File.Move(file.Name, path, overwrite: true);
            committed = true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Fail(failure.Message);
        }
    }

    public void Dispose()
    {
        try
        {
            file.Dispose();
            if (!committed)
            {
                File.Delete(file.Name);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Fail(failure.Message);
        }
    }

    private void Fail(string problem)
    {
        failed = true;
        tell(path, problem);
    }
}
