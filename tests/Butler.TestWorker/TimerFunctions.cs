using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Butler.TestWorker;

public sealed class TimerFunctions(ILogger<TimerFunctions> logger)
{
    /// <summary>Writes what it was handed to the log, as JSON.</summary>
    [Function("Sweep")]
    public void Sweep([TimerTrigger("%SCHEDULE%")] TimerInfo timer) => logger.LogInformation("{Timer}", JsonSerializer.Serialize(timer));
}
