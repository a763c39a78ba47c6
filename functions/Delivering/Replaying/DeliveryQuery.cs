using System.Globalization;
using Butler.Core.Api;
using Butler.Core.Events.Kinds;
using Butler.Core.Text;

namespace Butler.Functions.Delivering.Replaying;

/// <summary>A query for deliveries.</summary>
internal sealed record DeliveryQuery
{
    /// <summary>The largest page.</summary>
    public const int MaxAtOnce = 200;

    public static readonly IReadOnlyList<string> States = ["dead", "pending", "sending", "relayed", "sent", "all"];

    /// <summary>The parameters.</summary>
    public static readonly IReadOnlyList<ApiField> Fields =
    [
        ApiField.Text("state", "The state; dead if absent.") with { Choices = States },
        ApiField.Text("from", "The first day or time, UTC."),
        ApiField.Text("to", "The last day, or the time before which, UTC."),
        ApiField.Text("channel", "The channel."),
        ApiField.Text("route", "The route."),
        ApiField.Text("type", "The event type; * stands for any characters."),
        ApiField.Text("task", "Part of the task's name or id."),
        ApiField.Text("site", "The site."),
        ApiField.Integer("limit", 1, MaxAtOnce, "The maximum number of deliveries; 50 if absent."),
        ApiField.Text("continuation", "Where the page begins: the continuation of the page before it."),
    ];

    /// <summary>The function key may be in the query too.</summary>
    private static readonly string[] Keys = [.. Fields.Select(field => field.Name), "code", "clientId"];

    public string State { get; init; } = "dead";

    /// <summary>The start, UTC, inclusive; null for no limit.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The end, UTC, exclusive; null for now.</summary>
    public DateTimeOffset? To { get; init; }

    public string? Channel { get; init; }

    public string? Route { get; init; }

    public string? Type { get; init; }

    public string? Task { get; init; }

    public string? Site { get; init; }

    public int Limit { get; init; } = 50;

    public string? Continuation { get; init; }

    /// <summary>Reads a query from a URL.</summary>
    /// <exception cref="ProblemException">A parameter is not valid.</exception>
    public static DeliveryQuery Read(IQueryCollection query)
    {
        foreach (var key in query.Keys.Where(k => !Keys.Contains(k, StringComparer.OrdinalIgnoreCase)))
        {
            throw Fault($"There is no filter \"{key}\"{DidYouMean.Hint(key, Keys)} (known: {string.Join(", ", Keys.SkipLast(2))}).");
        }

        var limit = 50;
        if (Text(query, "limit") is { } number && !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out limit))
        {
            throw Fault($"limit is \"{number}\"; expected a number from 1 to {MaxAtOnce}.");
        }

        return new DeliveryQuery
        {
            State = (Text(query, "state") ?? "dead").ToLowerInvariant(),
            From = Date("from", Text(query, "from"), endOfDay: false),
            To = Date("to", Text(query, "to"), endOfDay: true),
            Channel = Text(query, "channel"),
            Route = Text(query, "route"),
            Type = Text(query, "type"),
            Task = Text(query, "task"),
            Site = Text(query, "site"),
            Limit = limit,
            Continuation = Text(query, "continuation"),
        }.Checked(MaxAtOnce);
    }

    /// <summary>Reads a query from the body of a replay.</summary>
    /// <exception cref="ProblemException">A parameter is not valid.</exception>
    public static DeliveryQuery Read(ReplayRequest request)
    {
        var query = new DeliveryQuery
        {
            State = request.State ?? "dead",
            From = Date("from", request.From, endOfDay: false),
            To = Date("to", request.To, endOfDay: true),
            Channel = request.Channel,
            Route = request.Route,
            Type = request.Type,
            Task = request.Task,
            Site = request.Site,
            Limit = request.Limit ?? 50,
            Continuation = request.Continuation,
        };
        return query.State == "dead" ? query.Checked(100) : throw Fault(
            $"state is \"{query.State}\"; only dead deliveries are replayed by a filter.");
    }

    /// <summary>Whether a delivery matches, except for its state and times.</summary>
    public bool Fits(DeliveryItem item) =>
        Is(Channel, item.Channel) && Is(Route, item.Route) && Is(Site, item.Site)
        && (Type is null || EventPatterns.Matches(Type, item.Type ?? ""))
        && (Task is null || Has(item.Task, Task) || Has(item.Subject, Task));

    private DeliveryQuery Checked(int most) =>
        !States.Contains(State) ? throw Fault($"state is \"{State}\"{DidYouMean.Hint(State, States)}; expected one of "
            + $"{string.Join(", ", States)}.")
        : Limit < 1 || Limit > most ? throw Fault(string.Create(CultureInfo.InvariantCulture, $"limit is {Limit}; expected 1 to {most}."))
        : From >= To ? throw Fault("from is not before to.")
        : this;

    private static string? Text(IQueryCollection query, string key) =>
        query.TryGetValue(key, out var values) && values.ToString() is { Length: > 0 } text ? text : null;

    private static DateTimeOffset? Date(string key, string? text, bool endOfDay)
    {
        if (text is null)
        {
            return null;
        }

        if (DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return new DateTimeOffset(day, TimeSpan.Zero).AddDays(endOfDay ? 1 : 0);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUniversalTime()
            : throw Fault($"{key} is \"{text}\"; expected a date such as 2031-03-14 or a time such as 2031-03-14T04:12:00Z.");
    }

    private static bool Is(string? wanted, string? found) => wanted is null || wanted.Equals(found, StringComparison.OrdinalIgnoreCase);

    private static bool Has(string? text, string part) => text?.Contains(part, StringComparison.OrdinalIgnoreCase) == true;

    private static ProblemException Fault(string detail) => new(400, "Not understood", detail);
}
