using System.Globalization;
using Butler.Local.FunctionsHost.Configuration;
using Butler.Local.Processes;

namespace Butler.Local.FunctionsHost.Worker;

/// <summary>The start of the worker's process: the arguments and the environment of the real host.</summary>
internal sealed class WorkerStart(FunctionsHostOptions options)
{
    private readonly string path = Path.GetFullPath(options.WorkerPath);

    /// <summary>The directory of the app's files.</summary>
    public string Directory => Path.GetDirectoryName(path)!;

    public ChildStart For(Uri host, string workerId)
    {
        string[] arguments =
        [
            "--functions-uri", host.ToString(),
            "--functions-worker-id", workerId,
            "--functions-request-id", Guid.NewGuid().ToString(),
            "--functions-grpc-max-message-length", int.MaxValue.ToString(CultureInfo.InvariantCulture),
        ];
        return AssemblyStart.Of(path, arguments) with
        {
            Environment = new Dictionary<string, string>(options.AppSettings)
            {
                ["FUNCTIONS_APPLICATION_DIRECTORY"] = Directory,
                ["FUNCTIONS_WORKER_DIRECTORY"] = Directory,
                ["FUNCTIONS_WORKER_RUNTIME"] = "dotnet-isolated",
            },
            WorkingDirectory = Directory,
        };
    }
}
