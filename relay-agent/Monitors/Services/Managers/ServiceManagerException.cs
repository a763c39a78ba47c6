namespace Butler.RelayAgent.Monitors.Services.Managers;

/// <summary>A host's service control manager could not be asked. The message says why and what to do.</summary>
/// <param name="code">Windows's error code; 0 when the host did not answer in time.</param>
/// <param name="message">The reason.</param>
/// <param name="inner">The cause.</param>
internal sealed class ServiceManagerException(int code, string message, Exception? inner = null) : Exception(message, inner)
{
    public ServiceManagerException(int code)
        : this(code, ScmErrors.Text(code))
    {
    }

    public int Code => code;
}
