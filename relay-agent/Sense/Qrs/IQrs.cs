using System.Text.Json;

namespace Butler.RelayAgent.Sense.Qrs;

/// <summary>Sense's repository service (QRS), as much of it as this product needs. Paths are below <c>/qrs/</c>, such as <c>task/full</c>.</summary>
/// <remarks>Every method throws <see cref="QrsException"/>, whose <see cref="QrsException.IsTransient"/> says whether to try again.</remarks>
internal interface IQrs
{
    /// <summary>Reads; tried again with back-off for passing faults.</summary>
    /// <param name="path">Below <c>/qrs/</c>; its segments are given as they go on the wire.</param>
    /// <param name="filter">QRS's filter text, not encoded; null for none.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<JsonElement> GetAsync(string path, string? filter, CancellationToken cancellationToken);

    /// <summary>
    /// Reads a list that may be long, row by row as it comes: QRS's lists have no pages, so no more than one row is in memory. Tried
    /// again for passing faults as long as no row was handed over.
    /// </summary>
    /// <param name="path">As for <see cref="GetAsync"/>.</param>
    /// <param name="filter">As for <see cref="GetAsync"/>.</param>
    /// <param name="row">Takes each row.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task ReadRowsAsync(string path, string? filter, Action<JsonElement> row, CancellationToken cancellationToken);

    /// <summary>Changes something; sent once, never again by itself.</summary>
    /// <returns>What was answered; null for an empty answer.</returns>
    Task<JsonElement?> PostAsync(string path, JsonElement? body, CancellationToken cancellationToken);

    /// <summary>Downloads a file, at most <paramref name="mostBytes"/> of its end when it is longer.</summary>
    Task<byte[]> DownloadAsync(string path, long mostBytes, CancellationToken cancellationToken);
}
