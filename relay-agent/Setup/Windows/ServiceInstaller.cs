using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Butler.RelayAgent.Setup.Windows;

/// <summary>Adds the service to Windows, starts and removes it, with the service control manager.</summary>
[SupportedOSPlatform("windows")]
internal sealed class ServiceInstaller(TimeProvider time, TextWriter output)
{
    private const int RestartAction = 1;
    private const int RestartAfterMs = 60_000;
    private const int FailuresForgottenAfterSeconds = 24 * 60 * 60;
    private const int PreShutdownMs = 30_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The state of the service; null when it does not exist.</summary>
    public static ScmState? State()
    {
        var manager = Open(Scm.ManagerConnect);
        try
        {
            var service = Scm.OpenService(manager, ServiceName.Value, Scm.ServiceQueryStatus);
            if (service == 0)
            {
                return Marshal.GetLastPInvokeError() == Scm.NoSuchService ? null : throw new Win32Exception();
            }

            try
            {
                return StateOf(service);
            }
            finally
            {
                Scm.Close(service);
            }
        }
        finally
        {
            Scm.Close(manager);
        }
    }

    /// <summary>Adds the service, grants its account the rights, sets the recovery actions, and starts it.</summary>
    /// <param name="commandLine">The service's command line.</param>
    /// <param name="rights">The rights of its account.</param>
    public async Task InstallAsync(string commandLine, ServiceRights rights)
    {
        var manager = Open(Scm.ManagerConnect | Scm.ManagerCreateService);
        try
        {
            var service = Scm.CreateService(
                manager, ServiceName.Value, ServiceName.Display, Scm.ServiceAllAccess, Scm.OwnProcess, Scm.AutoStart, Scm.ErrorNormal,
                commandLine, group: null, tag: 0, dependencies: null, ServiceName.Account, password: null);
            if (service == 0)
            {
                throw Marshal.GetLastPInvokeError() switch
                {
                    Scm.AlreadyExists => new IOException($"There is a service {ServiceName.Value} already; uninstall it first."),
                    Scm.MarkedForDelete => new IOException(
                        $"The service {ServiceName.Value} was uninstalled, but another program still looks at it: close the services "
                            + $"console, and install again."),
                    Scm.InvalidAccount => new IOException(
                        $"This Windows does not know the account {ServiceName.Account}; virtual accounts of services exist since Windows "
                            + $"Server 2008 R2."),
                    _ => new Win32Exception(),
                };
            }

            try
            {
                await output.WriteLineAsync($"Added the service {ServiceName.Value}, which runs: {commandLine}");
                // Not earlier: the account exists only with the service.
                await new RightsGrant(AccessRules.Grant, output).GrantAsync(rights);
                await ConfigureAsync(service);
                await StartAsync(service);
                await WaitAsync(service, ScmState.Running);
                await output.WriteLineAsync("Started it.");
            }
            finally
            {
                Scm.Close(service);
            }
        }
        finally
        {
            Scm.Close(manager);
        }
    }

    /// <summary>Starts the service that is installed, unless it runs, and waits until it listens.</summary>
    public Task StartAgainAsync() => WithServiceAsync(async service =>
    {
        if (StateOf(service) != ScmState.Running)
        {
            await StartAsync(service);
            await WaitAsync(service, ScmState.Running);
            await output.WriteLineAsync("Started it.");
        }
    });

    /// <summary>Stops the service that is installed.</summary>
    public Task StopAsync() => WithServiceAsync(async service =>
    {
        await StopAsync(service);
        await output.WriteLineAsync("Stopped it.");
    });

    /// <summary>Stops and removes the service.</summary>
    /// <param name="keepsFiles">Whether configuration and journal are kept, for the message.</param>
    public Task UninstallAsync(bool keepsFiles) => WithServiceAsync(async service =>
    {
        await StopAsync(service);
        await output.WriteLineAsync("Stopped it.");

        Check(Scm.DeleteService(service));
        var kept = keepsFiles ? " Its configuration and journal are kept." : "";
        await output.WriteLineAsync($"Removed the service {ServiceName.Value}.{kept}");
    });

    /// <exception cref="IOException">There is no such service.</exception>
    private static async Task WithServiceAsync(Func<nint, Task> action)
    {
        var manager = Open(Scm.ManagerConnect);
        try
        {
            var service = Scm.OpenService(manager, ServiceName.Value, Scm.ServiceAllAccess);
            if (service == 0)
            {
                throw Marshal.GetLastPInvokeError() == Scm.NoSuchService
                    ? new IOException($"There is no service {ServiceName.Value}.")
                    : new Win32Exception();
            }

            try
            {
                await action(service);
            }
            finally
            {
                Scm.Close(service);
            }
        }
        finally
        {
            Scm.Close(manager);
        }
    }

    private static nint Open(uint access)
    {
        var manager = Scm.OpenManager(null, null, access);
        return manager != 0 ? manager
            : Marshal.GetLastPInvokeError() == Scm.AccessDenied ? throw new UnauthorizedAccessException("This needs an administrator's "
                + "rights: start it from an elevated prompt.")
            : throw new Win32Exception();
    }

    private async Task ConfigureAsync(nint service)
    {
        var (delayed, afterStop) = Configure(service);
        await output.WriteLineAsync($"It starts with Windows{(delayed ? " (delayed)" : "")}, and again 60 s after a failure.");
        if (!delayed)
        {
            await output.WriteLineAsync("This Windows does not know a delayed start.");
        }

        if (!afterStop)
        {
            await output.WriteLineAsync("This Windows does not know a restart after the service has stopped by itself with an error.");
        }
    }

    /// <returns>
    /// Whether the system supports a delayed start, and recovery actions for a service that stops by itself with an error.
    /// </returns>
    private static unsafe (bool Delayed, bool AfterStop) Configure(nint service)
    {
        var text = Marshal.StringToHGlobalUni(ServiceName.Description);
        try
        {
            Check(Scm.ChangeConfig(service, Scm.ConfigDescription, (nint)(&text)));
        }
        finally
        {
            Marshal.FreeHGlobal(text);
        }

        // SC_ACTION: type and delay, for the first, the second and every further failure.
        var actions = stackalloc int[] { RestartAction, RestartAfterMs, RestartAction, RestartAfterMs, RestartAction, RestartAfterMs };
        var failure = new FailureActions { ResetAfterSeconds = FailuresForgottenAfterSeconds, Count = 3, Actions = (nint)actions };
        Check(Scm.ChangeConfig(service, Scm.ConfigFailureActions, (nint)(&failure)));
        var preShutdown = PreShutdownMs;
        Check(Scm.ChangeConfig(service, Scm.ConfigPreShutdown, (nint)(&preShutdown)));
        var yes = 1;
        return (Refine(service, Scm.ConfigDelayedAutoStart, &yes), Refine(service, Scm.ConfigFailureActionsFlag, &yes));
    }

    /// <summary>Sets an optional setting; a system that does not support it, such as an emulation, works without it.</summary>
    private static unsafe bool Refine(nint service, uint level, void* info)
    {
        var done = Scm.ChangeConfig(service, level, (nint)info);
        return done || Marshal.GetLastPInvokeError() == Scm.InvalidLevel ? done : throw new Win32Exception();
    }

    /// <summary>Starts the service. While Windows starts its own services, it rejects the start of another one.</summary>
    private async Task StartAsync(nint service)
    {
        var since = time.GetTimestamp();
        while (!Scm.StartService(service, 0, 0))
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != Scm.DatabaseLocked || time.GetElapsedTime(since) > Patience)
            {
                throw NotStarted(error);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), time);
        }
    }

    private static Exception NotStarted(int error) => error switch
    {
        Scm.LogonFailed => new IOException(
            $"Windows does not let {ServiceName.Account} log on as a service. In the local security policy (or the group policy that sets "
                + $"it), give "
            + $@"NT SERVICE\ALL SERVICES the right ""Log on as a service"", then: sc start {ServiceName.Value}"),
        Scm.AccessDenied => new IOException(
            $"{ServiceName.Account} may not run the program. Give it the right to read and run the program's folder, then: sc start "
                + $"{ServiceName.Value}"),
        _ => new Win32Exception(error),
    };

    /// <summary>Stops the service. A service that is starting does not accept a stop yet.</summary>
    private async Task StopAsync(nint service)
    {
        var since = time.GetTimestamp();
        while (!Scm.Control(service, Scm.ControlStop, out _) && Marshal.GetLastPInvokeError() != Scm.NotActive
            && StateOf(service) is not ScmState.Stopped && time.GetElapsedTime(since) <= Patience)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), time);
        }

        await WaitAsync(service, ScmState.Stopped);
    }

    private async Task WaitAsync(nint service, ScmState wanted)
    {
        var since = time.GetTimestamp();
        while (StateOf(service) != wanted)
        {
            if (wanted == ScmState.Running && StateOf(service) == ScmState.Stopped)
            {
                throw new IOException($"The service ended at once: run \"butler-relay check\", look at its log, and see that "
                    + $"{ServiceName.Account} has the rights that are listed above.");
            }

            if (time.GetElapsedTime(since) > Patience)
            {
                throw new IOException($"The service is not {wanted} after {Patience.TotalSeconds:0} s.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), time);
        }
    }

    private static ScmState StateOf(nint service)
    {
        Check(Scm.QueryStatus(service, out var status));
        return status.State;
    }

    private static void Check(bool done)
    {
        if (!done)
        {
            throw new Win32Exception();
        }
    }

    /// <summary>SERVICE_FAILURE_ACTIONSW of winsvc.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct FailureActions
    {
        public int ResetAfterSeconds;
        public nint RebootMessage;
        public nint Command;
        public int Count;
        public nint Actions;
    }
}
