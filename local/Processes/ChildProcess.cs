using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Butler.Local.Processes;

/// <summary>
/// A running child process whose output is read line by line. The child learns of the end of this process, even a sudden one, in two ways:
/// its standard input ends, and the process in <c>BUTLER_PARENT_PID</c> does not exist. (Linux's parent death signal follows the thread
/// that started the child, and threads of the pool come and go.)
/// </summary>
internal sealed class ChildProcess : IDisposable
{
    private const int SigTerm = 15;
    private const int PumpStackSize = 256 * 1024;
    private readonly Process process;

    private ChildProcess(Process process, Action<string> output, Action<string> error)
    {
        this.process = process;
        Id = process.Id;
        Exited = WaitAsync(Pump(process.StandardOutput, output), Pump(process.StandardError, error));
    }

    public int Id { get; }

    /// <summary>Completes with the exit code after the process has ended and its last lines are read.</summary>
    public Task<int> Exited { get; }

    /// <exception cref="ChildStartException">The process could not be started.</exception>
    public static ChildProcess Start(ChildStart start, Action<string> output, Action<string> error)
    {
        var info = new ProcessStartInfo(start.Executable, start.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = start.WorkingDirectory ?? "",
        };
        info.Environment["BUTLER_PARENT_PID"] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        foreach (var (name, value) in start.Environment)
        {
            info.Environment[name] = value;
        }

        try
        {
            return new ChildProcess(Process.Start(info)!, output, error);
        }
        catch (Win32Exception e)
        {
            throw new ChildStartException($"{start.Executable} cannot be started: {e.Message}", e);
        }
    }

    /// <summary>Ends the process at once.</summary>
    public void Kill() => process.Kill();

    /// <summary>Closes the standard input of the process.</summary>
    public void CloseInput() => process.StandardInput.Close();

    /// <summary>Requests the end of the process; without signals, ends it at once.</summary>
    public void Terminate()
    {
        if (OperatingSystem.IsWindows())
        {
            Kill();
        }
        else if (!Exited.IsCompleted)
        {
            _ = SendSignal(Id, SigTerm);
        }
    }

    /// <summary>Waits until the process has ended; ends it after the time limit.</summary>
    public async Task StopAsync(TimeSpan patience, TimeProvider time)
    {
        try
        {
            await Exited.WaitAsync(patience, time);
        }
        catch (TimeoutException)
        {
            Kill();
            await Exited;
        }
    }

    public void Dispose() => process.Dispose();

    /// <summary>Reads on its own thread: an asynchronous read of a pipe would block one of the few threads of the pool.</summary>
    private static Task Pump(StreamReader reader, Action<string> line)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(Read, PumpStackSize) { IsBackground = true }.Start();
        return done.Task;

        void Read()
        {
            try
            {
                while (reader.ReadLine() is { } text)
                {
                    line(text);
                }

                done.SetResult();
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // The pipe was closed: the process has ended, and a grandchild that holds the pipe is not waited for.
                done.SetResult();
            }
        }
    }

    private async Task<int> WaitAsync(Task output, Task error)
    {
        await process.WaitForExitAsync();

        // A grandchild that inherited the pipes would hold them open indefinitely.
        await Task.WhenAny(Task.WhenAll(output, error), Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System));
        return process.ExitCode;
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}
