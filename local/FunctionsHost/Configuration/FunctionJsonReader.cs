namespace Butler.Local.FunctionsHost.Configuration;

/// <summary>Reads one function.json.</summary>
internal sealed class FunctionJsonReader(AppSettings settings, List<string> faults)
{
    private readonly TriggerReader triggers = new(settings);

    /// <returns>Null when it is faulty or switched off.</returns>
    public FunctionDefinition? Read(string appRoot, string name)
    {
        var before = faults.Count;
        var root = JsonSection.Read(appRoot, $"{name}/function.json", faults);
        var bindings = root.Objects("bindings");
        var trigger = root.Exists ? triggers.Read(root, name, bindings) : null;
        if (trigger is HttpTrigger && bindings.Count != 2)
        {
            root.Fault("bindings", "an httpTrigger goes with exactly one other binding, of type http");
        }

        if (root.Object("retry").Exists)
        {
            root.Fault("retry", "is not supported by this host");
        }

        var disabled = root.Flag("disabled", false) || settings.IsDisabled(name);
        return faults.Count > before || trigger is null || disabled ? null : new FunctionDefinition(name, trigger);
    }
}
