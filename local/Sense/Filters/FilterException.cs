namespace Butler.Local.Sense.Filters;

/// <summary>A filter that QRS would answer with 400; the message says why.</summary>
internal sealed class FilterException(string message) : Exception(message);
