using Microsoft.Azure.Functions.Worker;

namespace Butler.Functions.ScriptLogs;

/// <summary>Script logs behind links.</summary>
internal sealed class ScriptLogFunctions(ScriptLogPage page)
{
    /// <summary>Shows a script log; open, but the link is signed and expires.</summary>
    [Function("ScriptLog")]
    public Task ScriptLogAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = ScriptLogLinks.Route)] HttpRequest request) =>
        page.RunAsync(request.HttpContext);
}
