using System.Globalization;
using Butler.Core.Configuration;
using Butler.RelayAgent.Configuration;
using Butler.RelayAgent.Monitors.Services;
using Butler.RelayAgent.Monitors.Services.Managers;

namespace Butler.RelayAgent.Setup;

/// <summary><c>butler-relay services</c>: shows the Windows services that the monitor sees, as this account may read them.</summary>
internal static class ServicesCommand
{
    private const string None = "-";

    /// <returns>0 when all hosts and services were read, 1 when not, 2 when the configuration has faults.</returns>
    public static async Task<int> RunAsync(Func<string, string?> environment, TimeProvider time, TextWriter output, TextWriter errors)
    {
        ServiceMonitorOptions options;
        try
        {
            var configured = RelayConfiguration.Read(environment).Monitors.Services;
            if (configured is null && !OperatingSystem.IsWindows())
            {
                await errors.WriteLineAsync("Only a relay on Windows can ask for Windows services.");
                return 2;
            }

            options = configured ?? new ServiceMonitorOptions();
        }
        catch (Exception e) when (e is ConfigurationException or IOException)
        {
            await errors.WriteLineAsync(e.Message);
            return 2;
        }

        var manager = ServiceMonitorServices.ManagerOf(options);
        try
        {
            var isGood = true;
            foreach (var host in options.Hosts)
            {
                isGood &= await ShowAsync(manager, host, options, time, output);
            }

            return isGood ? 0 : 1;
        }
        finally
        {
            (manager as IDisposable)?.Dispose();
        }
    }

    /// <returns>Whether all was read.</returns>
    private static async Task<bool> ShowAsync(
        IServiceManager manager, WatchedHost host, ServiceMonitorOptions options, TimeProvider time, TextWriter output)
    {
        var name = host.Host ?? Environment.MachineName;
        try
        {
            var answer = await HostCall.To(host, options, manager, time).AskAsync(CancellationToken.None);
            var noun = answer.Services.Count == 1 ? "service" : "services";
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{name}: {answer.Services.Count} {noun}"));
            foreach (var service in answer.Services)
            {
                await output.WriteLineAsync($"  {Line(service)}{(new HostLook(host).IsWatched(service) ? "" : " (not watched)")}");
            }

            foreach (var unread in answer.Unread)
            {
                await output.WriteLineAsync($"  {unread.Text}");
            }

            return answer.Unread.Count == 0;
        }
        catch (ServiceManagerException failure)
        {
            await output.WriteLineAsync($"{name}: {failure.Message}");
            return false;
        }
    }

    private static string Line(WinService service) => string.Create(
        CultureInfo.InvariantCulture,
        $"{service.Name}: {service.State.Text()}, {service.StartType ?? None}, "
            + $"pid {service.Pid?.ToString(CultureInfo.InvariantCulture) ?? None}, exit code {service.Win32ExitCode}, "
            + $"account {service.Account ?? None}, \"{service.DisplayName}\"");
}
