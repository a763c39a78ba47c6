using Butler.Core.Api;
using Butler.Core.Events.Kinds;
using Butler.Functions.Configuration;

namespace Butler.Functions.Api;

/// <summary>Who calls, as <c>api.callers</c> in <c>butler.yaml</c> says; a key without an entry may call everything.</summary>
/// <param name="Name">The name of the entry; null for a key without an entry.</param>
/// <param name="Options">The entry; null for a key without an entry.</param>
internal sealed record Caller(string? Name, CallerOptions? Options)
{
    private static readonly Caller Anybody = new(null, null);

    /// <summary>The caller that <see cref="CallerGate"/> has found.</summary>
    public static Caller Of(HttpContext context) => context.Features.Get<Caller>() ?? Anybody;

    /// <summary>Whether a function may be called.</summary>
    public bool MayCall(string function) =>
        Options is not { Functions: { Count: > 0 } names } || names.Any(name => HttpFunctions.Covers(name, function));

    /// <summary>Whether a key-value namespace may be used. Namespaces differ by case, and so do their patterns.</summary>
    public bool MayUseNamespace(string @namespace) =>
        Options is not { Namespaces: { Count: > 0 } patterns }
        || patterns.Any(pattern => EventPatterns.MatchesExactly(pattern, @namespace));

    /// <summary>Whether a Sense site may be used.</summary>
    public bool MayUseSite(string site) => Options is not { Sites: { Count: > 0 } sites } || sites.Contains(site);

    /// <exception cref="ProblemException">
    /// The function may not be called, so what it does may not be asked for in another way either.
    /// </exception>
    public void RequireFunction(string function)
    {
        if (!MayCall(function))
        {
            throw ProblemException.ForLoadScripts(
                403,
                $"This key may not call {function}, which does the same: api.callers.{Name}.functions in butler.yaml says what it may "
                    + $"call.");
        }
    }

    /// <exception cref="ProblemException">The site may not be used.</exception>
    public void RequireSite(string site)
    {
        if (!MayUseSite(site))
        {
            throw ProblemException.ForLoadScripts(
                403, $"This key may not use the site {site}: api.callers.{Name}.sites in butler.yaml says which it may use.");
        }
    }

    /// <exception cref="ProblemException">The namespace may not be used.</exception>
    public void RequireNamespace(string @namespace)
    {
        if (!MayUseNamespace(@namespace))
        {
            throw ProblemException.ForLoadScripts(403, $"This key may not use the namespace {@namespace}: "
                + $"api.callers.{Name}.namespaces in butler.yaml says which it may use.");
        }
    }
}
