namespace Butler.Core.Api;

/// <summary>Something that a request needs is not available now. The answer is 503, and the caller should retry.</summary>
/// <param name="reason">What is not available and how to fix it, without secrets.</param>
public class UnavailableException(string reason) : Exception(reason);
