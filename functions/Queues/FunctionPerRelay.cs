using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;

namespace Butler.Functions.Queues;

/// <summary>
/// Makes a function for each relay of the app setting <c>BUTLER_RELAYS</c> out of one that is declared with a placeholder in its queue.
/// </summary>
/// <param name="relays">The relays' names, separated by commas.</param>
internal sealed class FunctionPerRelay(string? relays) : IFunctionMetadataTransformer
{
    /// <summary>Stands for the relay in the name of a queue.</summary>
    public const string Placeholder = "RELAY";

    /// <summary>The name of the function, before the relay's.</summary>
    public const string Name = "DeadLettersCommands";

    /// <inheritdoc/>
    string IFunctionMetadataTransformer.Name => nameof(FunctionPerRelay);

    /// <summary>The relay that a function is for; null for a function that is for none.</summary>
    public static string? RelayOf(string function) =>
        function.StartsWith(Name + "-", StringComparison.Ordinal) ? function[(Name.Length + 1)..] : null;

    public void Transform(IList<IFunctionMetadata> original)
    {
        foreach (var pattern in original.Where(function => function.Name == Name).ToList())
        {
            original.Remove(pattern);
            foreach (var relay in Relays())
            {
                original.Add(new DefaultFunctionMetadata
                {
                    Name = $"{Name}-{relay}",
                    EntryPoint = pattern.EntryPoint,
                    ScriptFile = pattern.ScriptFile,
                    Language = pattern.Language,
                    RawBindings = [.. pattern.RawBindings!.Select(binding => binding.Replace(Placeholder, relay, StringComparison.Ordinal))],
                });
            }
        }
    }

    private IEnumerable<string> Relays() =>
        (relays ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.OrdinalIgnoreCase);
}
