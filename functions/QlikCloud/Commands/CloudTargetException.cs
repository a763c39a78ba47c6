namespace Butler.Functions.QlikCloud.Commands;

/// <summary>A request names something that the configuration does not have, or lacks credentials for.</summary>
/// <param name="status">The HTTP status that fits.</param>
/// <param name="message">The fault and how to fix it, as sentences.</param>
internal sealed class CloudTargetException(int status, string message) : Exception(message)
{
    /// <summary>The HTTP status that fits.</summary>
    public int Status => status;
}
