using System.Text.Json;
using Butler.Core.Azure.Tables;
using Butler.Functions.Queues;

namespace Butler.Functions.Timers;

/// <summary>Runs the handler of a due timer, which reads the current state before it acts.</summary>
internal sealed class TimerDue(IEnumerable<IDueHandler> handlers, DueRows due) : IQueueHandler
{
    private readonly List<IDueHandler> handlers = [.. handlers];

    /// <summary>Whether a row of <c>Due</c> is a wake-up with a handler.</summary>
    public bool CanHandle(TableRow row) =>
        row.Text("Id") is not null && row.Date("At") is not null && handlers.Any(each => each.Kind == row.Text("Kind"));

    public async Task RunAsync(TriggerMessage message, CancellationToken cancellationToken)
    {
        TimerMessage timer;
        try
        {
            timer = JsonSerializer.Deserialize(message.Body.Span, TimersJson.Default.TimerMessage)
                ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new RefusedMessageException($"this is not a timer: {e.Message}", e);
        }

        var handler = handlers.FirstOrDefault(each => each.Kind == timer.Kind)
            ?? throw new RefusedMessageException($"timers of the kind \"{timer.Kind}\" are unknown");
        await handler.DueAsync(timer, cancellationToken);
        await due.DoneAsync(timer, cancellationToken);
    }
}
