namespace Butler.Local.FunctionsHost.Configuration;

internal static class HostJsonReader
{
    private const string FileName = "host.json";

    public static HostJson Read(string directory, List<string> faults)
    {
        var root = JsonSection.Read(directory, FileName, faults);
        if (root.Exists && root.RequiredText("version") is { Length: > 0 } and not "2.0")
        {
            root.Fault("version", "must be \"2.0\"");
        }

        if (root.Object("customHandler").Exists)
        {
            root.Fault("customHandler", "is not supported by this host, which runs isolated workers");
        }

        var extensions = root.Object("extensions");
        var serviceBus = extensions.Object("serviceBus");
        if (!serviceBus.Flag("autoCompleteMessages", true))
        {
            serviceBus.Fault("autoCompleteMessages", "must be true: functions cannot settle messages themselves under this host");
        }

        var defaults = new HostJson();
        return new HostJson
        {
            RoutePrefix = (extensions.Object("http").Text("routePrefix") ?? defaults.RoutePrefix).Trim('/'),
            FunctionTimeout = root.Duration("functionTimeout", defaults.FunctionTimeout),
            MaxConcurrentCalls = serviceBus.Number("maxConcurrentCalls", defaults.MaxConcurrentCalls, 1),
            MaxAutoLockRenewal = serviceBus.Duration("maxAutoLockRenewalDuration", defaults.MaxAutoLockRenewal),
        };
    }
}
