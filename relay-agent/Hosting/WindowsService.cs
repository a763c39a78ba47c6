using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Butler.RelayAgent.Setup.Windows;

namespace Butler.RelayAgent.Hosting;

/// <summary>
/// Runs the relay as a Windows service. The service control manager calls two static functions, <see cref="Serve"/> and
/// <see cref="Handle"/>, which find the single service of this process here.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsService : IDisposable
{
    /// <summary>How long stopping may take, in milliseconds; received datagrams are written to disk meanwhile.</summary>
    private const uint StopPatienceMs = 30_000;
    private const uint ServiceSpecificError = 1066;

    private static WindowsService? current;

    private readonly Func<WindowsService, Task<int>> work;
    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private nint handle;
    private ScmState state = ScmState.StartPending;
    private uint checkPoint;

    private WindowsService(Func<WindowsService, Task<int>> work) => this.work = work;

    /// <summary>Cancelled when Windows tells the service to stop.</summary>
    public CancellationToken Stopping => stop.Token;

    /// <summary>Runs <paramref name="work"/> as the service, until it is stopped.</summary>
    /// <param name="work">The work.</param>
    /// <param name="errors">Receives a message when the process was not started by the service control manager.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="Win32Exception">The service control manager does not answer.</exception>
    public static unsafe int Run(Func<WindowsService, Task<int>> work, TextWriter errors)
    {
        using var service = current = new WindowsService(work);
        var name = Marshal.StringToHGlobalUni(ServiceName.Value);
        var table = stackalloc nint[4];
        table[0] = name;
        table[1] = (nint)(delegate* unmanaged[Stdcall]<uint, nint, void>)&Serve;
        table[2] = table[3] = 0;
        try
        {
            if (Scm.StartDispatcher((nint)table))
            {
                return 0;
            }

            if (Marshal.GetLastPInvokeError() != Scm.NotStartedByManager)
            {
                throw new Win32Exception();
            }

            errors.WriteLine("\"service\" is for Windows' service manager; use \"butler-relay install\", or \"run\" in the foreground.");
            return 2;
        }
        finally
        {
            Marshal.FreeHGlobal(name);
        }
    }

    /// <summary>Reports the state of the service to Windows.</summary>
    public void Report(ScmState now) => Report(now, exitCode: 0);

    public void Dispose() => stop.Dispose();

    [UnmanagedCallersOnly(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvStdcall)])]
    private static unsafe void Serve(uint count, nint arguments)
    {
        var service = current!;
        service.handle = Scm.RegisterHandler(ServiceName.Value, &Handle, 0);
        if (service.handle == 0)
        {
            throw new Win32Exception(); // the state cannot be reported: the process ends, and the recovery actions start
        }

        service.Report(ScmState.StartPending);
        var exitCode = 1;
        try
        {
            exitCode = service.work(service).GetAwaiter().GetResult();
        }
        finally
        {
            // Also after an unexpected exception: "stopped with an error" starts the recovery actions.
            service.Report(ScmState.Stopped, exitCode);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvStdcall)])]
    private static uint Handle(uint control, uint type, nint data, nint context)
    {
        var service = current!;
        switch (control)
        {
            case Scm.ControlStop or Scm.ControlShutdown or Scm.ControlPreShutdown:
                service.Report(ScmState.StopPending);
                service.stop.CancelAsync();
                return 0;
            case Scm.ControlInterrogate:
                return 0; // the manager knows the last reported state
            default:
                return Scm.CallNotImplemented;
        }
    }

    private void Report(ScmState now, int exitCode)
    {
        lock (gate)
        {
            // A stop during the start or the end: a service that reports another state after "stopped" never stops.
            if (state == ScmState.Stopped || (state == ScmState.StopPending && now == ScmState.Running))
            {
                return;
            }

            var pending = now is ScmState.StartPending or ScmState.StopPending;
            checkPoint = !pending ? 0 : state == now ? checkPoint + 1 : 1;
            state = now;
            Scm.SetStatus(handle, new ServiceStatus
            {
                Type = Scm.OwnProcess,
                State = now,
                Accepts = now == ScmState.Running ? Scm.AcceptStop | Scm.AcceptShutdown | Scm.AcceptPreShutdown : 0,
                ExitCode = exitCode == 0 ? 0 : ServiceSpecificError,
                OwnExitCode = (uint)exitCode,
                CheckPoint = checkPoint,
                WaitHint = pending ? StopPatienceMs : 0,
            });
        }
    }
}
