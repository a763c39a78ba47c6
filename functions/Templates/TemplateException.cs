namespace Butler.Functions.Templates;

/// <summary>
/// A template cannot be filled. The message names the file, the line if known, the fault and how to fix it; it holds no values of the
/// event.
/// </summary>
internal sealed class TemplateException(string message) : Exception(message);

/// <summary>A helper was called with invalid arguments.</summary>
/// <param name="helper">The helper's name.</param>
/// <param name="message">The fault, and the correct call.</param>
internal sealed class HelperException(string helper, string message) : Exception($"{{{{{helper}}}}} {message}")
{
    public string Helper { get; } = helper;
}
