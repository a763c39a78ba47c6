namespace Butler.RelayAgent.Sense.ScriptLogs;

/// <summary>A script log on its way to disk. What was not committed is removed.</summary>
/// <param name="path">Its name when whole.</param>
/// <param name="file">What is written.</param>
/// <param name="tell">Takes a problem: path and reason.</param>
internal sealed class StoredLog(string path, FileStream file, Action<string, string> tell) : IDisposable
{
    private bool failed;
    private bool committed;

    /// <summary>Writes; a disk that refuses is told once and costs the reader nothing.</summary>
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

    /// <summary>It is whole: it takes its name, in place of an older one.</summary>
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
