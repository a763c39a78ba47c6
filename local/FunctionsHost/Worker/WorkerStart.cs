using System.Globalization;
using Butler.Local.FunctionsHost.Configuration;
using Butler.Local.Processes;

namespace Butler.Local.FunctionsHost.Worker;

/// <summary>How the worker's process is started: the arguments and the environment that the real host gives.</summary>
internal sealed class WorkerStart(FunctionsHostOptions options)
{
    private readonly string path = Path.GetFullPath(options.WorkerPath!);

    /// <summary>Where the app's files lie.</summary>
    public string Directory => Path.GetDirectoryName(path)!;

    public ChildStart For(Uri host, string workerId)
    {
        var isAssembly = path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        string[] arguments =
        [
            "--functions-uri", host.ToString(),
            "--functions-worker-id", workerId,
            "--functions-request-id", Guid.NewGuid().ToString(),
            "--functions-grpc-max-message-length", int.MaxValue.ToString(CultureInfo.InvariantCulture),
        ];
        return new ChildStart(isAssembly ? "dotnet" : path, isAssembly ? [path, .. arguments] : arguments)
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
