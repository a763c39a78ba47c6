namespace Butler.Functions.Templates;

/// <summary>A template that cannot be filled. The message names the file, the line where it is known, what is wrong and how to mend it; it holds nothing of the event.</summary>
internal sealed class TemplateException(string message) : Exception(message);

/// <summary>A helper that was called in a way it cannot answer.</summary>
/// <param name="helper">The helper's name.</param>
/// <param name="message">What is wrong, and how it is called.</param>
internal sealed class HelperException(string helper, string message) : Exception($"{{{{{helper}}}}} {message}")
{
    public string Helper { get; } = helper;
}
