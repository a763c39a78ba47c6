using Butler.Functions.Configuration;

namespace Butler.Functions.ScriptLogs;

/// <summary>Keeps whole script logs, and makes the links that alerts show.</summary>
internal interface IScriptLogStore
{
    /// <summary>
    /// Keeps a script log and returns the link to it. It may be called again for the same reload: the script log is replaced. After a crash
    /// there is either the whole script log or what was there before.
    /// </summary>
    /// <param name="name">The name; equal names are the same script log.</param>
    /// <param name="log">The script log as UTF-8, without secrets. It is read to its end; the middle of a long one is left out.</param>
    /// <param name="now">The time from which the life of the link counts.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>
    /// The link; null when the configuration has no <c>scriptLogs</c> and nothing was kept, or when the app cannot make links.
    /// </returns>
    /// <exception cref="ScriptLogsUnavailableException">The storage account did not keep it; the alert goes out without a link.</exception>
    /// <exception cref="ConfigurationUnavailableException">There is no valid configuration yet.</exception>
    Task<Uri?> KeepAsync(ScriptLogName name, Stream log, DateTimeOffset now, CancellationToken cancellationToken);
}
