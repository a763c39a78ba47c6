using Butler.Core.Api;

namespace Butler.Core.LoadScripts.Apps;

/// <summary>Writes the description of an app to a response.</summary>
public interface IAppDumps
{
    /// <summary>Writes the description, which may be large.</summary>
    /// <param name="context">The request; nothing was written to its response.</param>
    /// <param name="appId">The app.</param>
    /// <exception cref="ProblemException">The app cannot be described; nothing was written.</exception>
    Task WriteAsync(HttpContext context, string appId);
}
