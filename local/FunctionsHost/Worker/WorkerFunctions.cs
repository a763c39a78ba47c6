using System.Text.Json;
using Butler.Local.FunctionsHost.Configuration;
using Butler.Local.FunctionsHost.Worker.Protocol;

namespace Butler.Local.FunctionsHost.Worker;

/// <summary>Reads the functions of a worker.</summary>
internal static class WorkerFunctions
{
    /// <exception cref="AppRootException">A function uses a feature that this host does not support.</exception>
    public static AppRoot Read(string directory, IEnumerable<RpcFunctionMetadata> functions, AppSettings settings)
    {
        var faults = new List<string>();
        var host = HostJsonReader.Read(directory, faults);
        var triggers = new TriggerReader(settings);
        var definitions = functions.OrderBy(f => f.Name, StringComparer.Ordinal)
            .Select(f => Read(f, triggers, faults))
            .OfType<FunctionDefinition>()
            .ToList();
        return faults.Count == 0 ? new AppRoot(host, definitions) : throw new AppRootException(faults);
    }

    private static FunctionDefinition? Read(RpcFunctionMetadata function, TriggerReader triggers, List<string> faults)
    {
        var root = new JsonSection(function.Name, "", element: null, faults);
        if (function.RetryOptions is not null)
        {
            root.Fault("retry", "is not supported by this host");
        }

        try
        {
            var bindings = function.RawBindings
                .Select((text, index) => JsonSection.Parse(function.Name, $"bindings[{index}]", text, faults))
                .ToList();
            var trigger = triggers.Read(root, function.Name, bindings);
            if (trigger is QueueTrigger { Binary: false })
            {
                // In the real host, the fields of a JSON text replace the message's own metadata.
                root.Fault("bindings", "a message's body must be bound as byte[]");
            }

            return trigger is null ? null : new FunctionDefinition(function.Name, trigger);
        }
        catch (JsonException e)
        {
            root.Fault("bindings", e.Message);
            return null;
        }
    }
}
