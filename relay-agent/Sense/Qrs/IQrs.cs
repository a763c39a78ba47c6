using System.Text.Json;

namespace Butler.RelayAgent.Sense.Qrs;

/// <summary>
/// Sense's repository service (QRS), the part that this product needs. Paths are below <c>/qrs/</c>, such as <c>task/full</c>.
/// </summary>
/// <remarks>Every method throws <see cref="QrsException"/>, whose <see cref="QrsException.IsTransient"/> says whether to try
/// again.</remarks>
internal interface IQrs
{
    /// <summary>Reads; retries with back-off after temporary faults.</summary>
    /// <param name="path">The path below <c>/qrs/</c>, with encoded segments.</param>
    /// <param name="filter">QRS's filter text, not encoded; null for none.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task<JsonElement> GetAsync(string path, string? filter, CancellationToken cancellationToken);

    /// <summary>
    /// Reads a list that may be long, row by row: QRS's lists have no pages, so only one row is in memory. Retries after temporary faults
    /// until the first row was passed on.
    /// </summary>
    /// <param name="path">See <see cref="GetAsync"/>.</param>
    /// <param name="filter">See <see cref="GetAsync"/>.</param>
    /// <param name="row">Receives each row.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task ReadRowsAsync(string path, string? filter, Action<JsonElement> row, CancellationToken cancellationToken);

    /// <summary>Sends a change once, without retries.</summary>
    /// <returns>The answer; null when it is empty.</returns>
    Task<JsonElement?> PostAsync(string path, JsonElement? body, CancellationToken cancellationToken);

    /// <summary>Deletes once, without retries. After a temporary fault it is unknown whether it was deleted.</summary>
    /// <param name="path">See <see cref="GetAsync"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task DeleteAsync(string path, CancellationToken cancellationToken);

    /// <summary>Downloads a file, at most <paramref name="mostBytes"/> of its end when it is longer.</summary>
    Task<byte[]> DownloadAsync(string path, long mostBytes, CancellationToken cancellationToken);
}
