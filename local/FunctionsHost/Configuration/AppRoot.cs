namespace Butler.Local.FunctionsHost.Configuration;

/// <summary>A function app: what its host.json says, and its functions.</summary>
internal sealed record AppRoot(HostJson Host, IReadOnlyList<FunctionDefinition> Functions);
