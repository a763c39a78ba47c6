namespace Butler.Local.FunctionsHost.Invocations;

/// <param name="Error">Why it failed; null when it succeeded.</param>
/// <param name="Unreachable">Whether the handler was unreachable.</param>
internal readonly record struct InvocationResult(string? Error, bool Unreachable = false)
{
    public static InvocationResult Success => default;

    public bool Succeeded => Error is null;
}
