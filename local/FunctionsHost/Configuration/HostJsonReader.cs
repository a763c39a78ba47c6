namespace Butler.Local.FunctionsHost.Configuration;

internal static class HostJsonReader
{
    private const string FileName = "host.json";

    public static HostJson Read(string appRoot, bool needsHandler, List<string> faults)
    {
        var root = JsonSection.Read(appRoot, FileName, faults);
        if (root.Exists && root.RequiredText("version") is { Length: > 0 } and not "2.0")
        {
            root.Fault("version", "must be \"2.0\"");
        }

        var handler = root.Object("customHandler");
        if (needsHandler && root.Exists && !handler.Exists)
        {
            root.Fault("customHandler", "is required");
        }

        // Only proxying passes on raw bodies, which signatures need; the older ways of calling HTTP functions are not supported here.
        if (handler.Exists && !handler.Flag("enableProxyingHttpRequest", false))
        {
            handler.Fault("enableProxyingHttpRequest", "must be true");
        }

        var defaults = new HostJson { ExecutablePath = "", Arguments = [], WorkingDirectory = "" };
        var description = handler.Object("description");
        if (handler.Exists && !description.Exists)
        {
            handler.Fault("description", "is required");
        }

        var extensions = root.Object("extensions");
        var serviceBus = extensions.Object("serviceBus");
        if (!serviceBus.Flag("autoCompleteMessages", true))
        {
            serviceBus.Fault("autoCompleteMessages", "must be true: functions cannot settle messages themselves under this host");
        }

        return defaults with
        {
            ExecutablePath = description.RequiredText("defaultExecutablePath"),
            Arguments = description.Texts("arguments"),
            WorkingDirectory = description.Text("workingDirectory") ?? "",
            InitializationTimeout = handler.Duration("initializationTimeout", defaults.InitializationTimeout),
            EnableForwarding = handler.Flag("enableForwardingHttpRequest", false),
            RoutePrefix = (extensions.Object("http").Text("routePrefix") ?? defaults.RoutePrefix).Trim('/'),
            FunctionTimeout = root.Duration("functionTimeout", defaults.FunctionTimeout),
            MaxConcurrentCalls = serviceBus.Number("maxConcurrentCalls", defaults.MaxConcurrentCalls, 1),
            MaxAutoLockRenewal = serviceBus.Duration("maxAutoLockRenewalDuration", defaults.MaxAutoLockRenewal),
        };
    }
}
