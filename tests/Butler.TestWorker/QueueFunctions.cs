using System.Text;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Butler.TestWorker;

public sealed class QueueFunctions(ILogger<QueueFunctions> logger)
{
    /// <summary>Writes what it was handed to the log, as JSON.</summary>
    [Function("Shows")]
    public void Shows([ServiceBusTrigger("%SHOWN%", Connection = "ServiceBus")] byte[] body, FunctionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var data = context.BindingContext.BindingData.Where(d => d.Value is not null).OrderBy(d => d.Key, StringComparer.Ordinal)
            .ToDictionary(d => d.Key, d => d.Value);
        logger.LogInformation("{Shown}", JsonSerializer.Serialize(new { Body = Convert.ToHexStringLower(body), Data = data }));
    }

    /// <summary>Does as the message's body says.</summary>
    [Function("Obeys")]
    public async Task ObeysAsync(
        [ServiceBusTrigger("orders", Connection = "ServiceBus")] byte[] body, int deliveryCount, CancellationToken cancellationToken)
    {
        var words = Encoding.UTF8.GetString(body).Split(' ');
        switch (words[0])
        {
            case "throw" when deliveryCount == 1:
                throw new InvalidOperationException("it rains", new FormatException("in Spain"));
            case "die" when deliveryCount == 1:
                Signals.Set("dying");
                await Signals.WaitAsync("die", cancellationToken);
                Environment.Exit(3);
                break;
            case "wait":
                Signals.Set($"waiting-{words[1]}");
                try
                {
                    await Signals.WaitAsync(words[1], cancellationToken);
                }
                catch (OperationCanceledException)
                {
                    Signals.Set($"cancelled-{words[1]}");
                    throw;
                }

                break;
            default:
                break;
        }

        Signals.Set($"done-{words[0]}-{deliveryCount}");
    }
}
