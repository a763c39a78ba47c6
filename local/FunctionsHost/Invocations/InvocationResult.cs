namespace Butler.Local.FunctionsHost.Invocations;

/// <summary>How an invocation ended.</summary>
/// <param name="Error">Why it failed; null when it succeeded.</param>
/// <param name="Unreachable">The handler could not be connected to.</param>
internal readonly record struct InvocationResult(string? Error, bool Unreachable = false)
{
    public static InvocationResult Success => default;

    public bool Succeeded => Error is null;
}
