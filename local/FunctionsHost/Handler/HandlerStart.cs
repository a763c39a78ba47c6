using System.Globalization;
using System.Text.RegularExpressions;
using Butler.Local.FunctionsHost.Configuration;
using Butler.Local.Processes;

namespace Butler.Local.FunctionsHost.Handler;

/// <summary>The start of the handler's process: the settings of host.json, and the environment of the real host.</summary>
internal sealed partial class HandlerStart(AppRoot app, FunctionsHostOptions options)
{
    public TimeSpan InitializationTimeout => app.Host.InitializationTimeout;

    public ChildStart ForPort(int port, int incarnation)
    {
        var portText = port.ToString(CultureInfo.InvariantCulture);
        var worker = $"butler-{incarnation}";
        var environment = new Dictionary<string, string>(options.AppSettings)
        {
            ["FUNCTIONS_CUSTOMHANDLER_PORT"] = portText,
            ["FUNCTIONS_HTTPWORKER_PORT"] = portText,
            ["FUNCTIONS_CUSTOMHANDLER_WORKER_ID"] = worker,
            ["FUNCTIONS_HTTPWORKER_ID"] = worker,
            ["FUNCTIONS_APP_ROOT_PATH"] = app.Directory,
        };
        return new ChildStart(Executable(), [.. app.Host.Arguments.Select(Expand)])
        {
            Environment = environment,
            WorkingDirectory = Path.Combine(app.Directory, app.Host.WorkingDirectory),
        };
    }

    // A path that exists below the app root is used; other names are searched on PATH.
    private string Executable()
    {
        if (options.HandlerPath is { } given)
        {
            return given;
        }

        var below = Path.Combine(app.Directory, app.Host.ExecutablePath);
        return File.Exists(below) ? below : app.Host.ExecutablePath;
    }

    private string Expand(string argument) => Reference().Replace(argument, match =>
        options.AppSettings.TryGetValue(match.Groups[1].Value, out var value)
            ? value
            : Environment.GetEnvironmentVariable(match.Groups[1].Value) ?? "");

    [GeneratedRegex("%([^%]+)%")]
    private static partial Regex Reference();
}
