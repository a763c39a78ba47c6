using Butler.Core.LoadScripts.Tasks;
using Microsoft.Azure.Functions.Worker;

namespace Butler.Functions.Tasks;

/// <summary>Task starts over HTTP.</summary>
internal sealed class TaskFunctions(TaskApi tasks)
{
    /// <summary>PUT and POST start tasks.</summary>
    [Function("StartTask")]
    public Task StartAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", "post", Route = "v4/reloadtask/{taskId}/start")] HttpRequest request) =>
        tasks.Start.RunAsync(request.HttpContext);

    /// <summary>GET tells how an execution goes.</summary>
    [Function("Executions")]
    public Task ExecutionAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "v4/executions/{executionId}")] HttpRequest request) =>
        tasks.Execution.RunAsync(request.HttpContext);
}
