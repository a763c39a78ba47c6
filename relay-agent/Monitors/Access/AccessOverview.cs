using System.Text.Json;
using System.Text.Json.Nodes;
using Butler.RelayAgent.Monitors.Running;
using Butler.RelayAgent.Sense.Qrs;

namespace Butler.RelayAgent.Monitors.Access;

/// <summary>The answer of <c>license/accesstypeoverview</c>, of which every part may be missing.</summary>
/// <param name="Data">The data of the event, by the repository's names.</param>
/// <param name="Types">The types of licenses that are on and whose numbers are known.</param>
internal sealed record AccessOverview(JsonObject Data, IReadOnlyList<AccessNumbers> Types)
{
    private static readonly string[] Seats = ["total", "allocated", "used", "quarantined", "available", "excess"];

    /// <summary>The parts of the answer with their numbers, and how the licenses that are left follow from them.</summary>
    private static readonly (string Part, string[] Numbers, Func<JsonObject, AccessNumbers?> Count)[] Parts =
    [
        ("professionalAccess", Seats, part => OfSeats("professional", part)),
        ("analyzerAccess", Seats, part => OfSeats("analyzer", part)),
        ("analyzerTimeAccess", ["allocatedMinutes", "usedMinutes", "unavailableMinutes"],
            part => OfAllocated("analyzer_capacity", part, "allocatedMinutes", "usedMinutes", "unavailableMinutes")),
        ("loginAccess", ["tokenCost", "allocatedTokens", "usedTokens", "unavailableTokens"],
            part => OfAllocated("token_login", part, "allocatedTokens", "usedTokens", "unavailableTokens")),
        ("userAccess", ["tokenCost", "allocatedTokens", "usedTokens", "quarantinedTokens"],
            part => OfAllocated("token_user", part, "allocatedTokens", "usedTokens", "quarantinedTokens")),
    ];

    /// <exception cref="MonitorException">The answer is no object, or has none of the known parts.</exception>
    public static AccessOverview Read(JsonElement answer)
    {
        var data = new JsonObject();
        Copy(answer, data, ["totalTokens", "availableTokens"]);
        if (answer.Bool("tokensEnabled") is { } tokens)
        {
            data["tokensEnabled"] = tokens;
        }

        var types = new List<AccessNumbers>();
        foreach (var (name, numbers, count) in Parts)
        {
            if (answer.Object(name) is not { } found)
            {
                continue;
            }

            var part = new JsonObject();
            if (found.Bool("enabled") is { } enabled)
            {
                part["enabled"] = enabled;
            }

            Copy(found, part, numbers);
            data[name] = part;
            if (found.Bool("enabled") == true && count(part) is { } counted)
            {
                types.Add(counted);
            }
        }

        if (answer.Bool("tokensEnabled") == true && Number(data, "availableTokens") is { } left && Number(data, "totalTokens") is { } total)
        {
            types.Add(new AccessNumbers("tokens_available", left, total, Math.Max(0, total - left)));
        }

        return data.Count > 0
            ? new AccessOverview(data, types)
            : throw new MonitorException("GET license/accesstypeoverview was answered without any access licenses");
    }

    private static void Copy(JsonElement from, JsonObject to, string[] names)
    {
        foreach (var name in names)
        {
            // Releases and descriptions of the API differ in this name.
            if ((from.Number(name) ?? (name == "usedTokens" ? from.Number("userTokens") : null)) is { } number)
            {
                to[name] = number;
            }
        }
    }

    private static AccessNumbers? OfSeats(string type, JsonObject part) =>
        Number(part, "total") is { } total && (Number(part, "available") ?? total - Number(part, "allocated")) is { } available
            ? new AccessNumbers(type, available, total, Number(part, "used"))
            : null;

    private static AccessNumbers? OfAllocated(string type, JsonObject part, string all, string used, string blocked) =>
        Number(part, all) is { } total && Number(part, used) is { } taken
            ? new AccessNumbers(type, Math.Max(0, total - taken - (Number(part, blocked) ?? 0)), total, taken)
            : null;

    private static double? Number(JsonObject part, string name) => part[name]?.GetValue<double>();
}
