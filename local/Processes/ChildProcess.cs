using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Butler.Local.Processes;

/// <summary>
/// A running child whose output is read line by line. A child learns of our death, also a sudden one, in two ways: its standard input ends,
/// and the process of <c>BUTLER_PARENT_PID</c> is gone. (Linux's own death signal follows the thread that started the child, and threads of
/// the pool come and go.)
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

    /// <summary>Ends with the exit code once the process is gone and its last lines are read.</summary>
    public Task<int> Exited { get; }

    /// <exception cref="ChildStartException">It could not be started.</exception>
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

    /// <summary>Ends it at once.</summary>
    public void Kill() => process.Kill();

    /// <summary>Tells it that nobody will write to it any more.</summary>
    public void CloseInput() => process.StandardInput.Close();

    /// <summary>Asks it to end; where there are no signals, ends it.</summary>
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

    /// <summary>Waits until it is gone; when it takes longer than it may, ends it.</summary>
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

    /// <summary>
    /// Reads on a thread of its own: a pipe that is read "asynchronously" holds a thread of the pool all the same, and the pool has few.
    /// </summary>
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
                // Closed under our hands: the process is gone, and nobody waited for a grandchild that held the pipe.
                done.SetResult();
            }
        }
    }

    private async Task<int> WaitAsync(Task output, Task error)
    {
        await process.WaitForExitAsync();

        // A grandchild that inherited the pipes would hold them open for ever.
        await Task.WhenAny(Task.WhenAll(output, error), Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System));
        return process.ExitCode;
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}
