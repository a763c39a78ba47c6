namespace Butler.Functions.Alerts;

/// <summary>The access licenses of one type, from the data of <c>sense.license.access</c>.</summary>
internal sealed record AccessLicense
{
    private static readonly (string Type, string Name, string Words)[] Types =
    [
        ("professional", "Professional", "professional access licenses"),
        ("analyzer", "Analyzer", "analyzer access licenses"),
        ("analyzer_capacity", "Analyzer capacity", "minutes of analyzer capacity"),
        ("token_login", "Login access", "login access tokens"),
        ("token_user", "User access", "user access tokens"),
        ("tokens_available", "Tokens", "tokens"),
    ];

    /// <summary>The type by Butler's name, such as <c>analyzer_capacity</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The unit of the numbers, such as <c>minutes</c>; empty for licenses.</summary>
    public string Unit { get; init; } = "";

    public double Total { get; init; }

    public double Used { get; init; }

    /// <summary>The number of licenses that are left.</summary>
    public double Available { get; init; }

    public string Name => NameOf(Type);

    /// <summary>The name of a type for people, such as <c>Analyzer capacity</c>.</summary>
    public static string NameOf(string type) => Types.FirstOrDefault(known => known.Type == type).Name ?? type;

    /// <summary>What licenses of a type are called in a sentence, such as <c>minutes of analyzer capacity</c>.</summary>
    public static string WordsOf(string type) => Types.FirstOrDefault(known => known.Type == type).Words ?? $"{type} access licenses";

    /// <summary>The types that the site has and whose numbers are known.</summary>
    public static IReadOnlyList<AccessLicense> Read(EventFields overview)
    {
        AccessLicense?[] all =
        [
            Seats("professional", overview.Object("professionalAccess")),
            Seats("analyzer", overview.Object("analyzerAccess")),
            Allocated("analyzer_capacity", "minutes", overview.Object("analyzerTimeAccess"), "Minutes"),
            Allocated("token_login", "tokens", overview.Object("loginAccess"), "Tokens"),
            Allocated("token_user", "tokens", overview.Object("userAccess"), "Tokens"),
            Tokens(overview),
        ];
        return [.. all.OfType<AccessLicense>()];
    }

    private static AccessLicense? Seats(string type, EventFields seats) =>
        seats.Truth("enabled") == true && seats.Number("total") is { } total
            && (seats.Number("available") ?? total - seats.Number("allocated")) is { } available
            ? new AccessLicense { Type = type, Total = total, Used = seats.Number("used") ?? 0, Available = available }
            : null;

    private static AccessLicense? Allocated(string type, string unit, EventFields part, string ending) =>
        part.Truth("enabled") == true && part.Number("allocated" + ending) is { } total && part.Number("used" + ending) is { } used
            ? new AccessLicense
            {
                Type = type,
                Unit = unit,
                Total = total,
                Used = used,
                Available = Math.Max(
                    0, total - used - (part.Number("unavailable" + ending) ?? 0) - (part.Number("quarantined" + ending) ?? 0)),
            }
            : null;

    private static AccessLicense? Tokens(EventFields overview) =>
        overview.Truth("tokensEnabled") == true && overview.Number("totalTokens") is { } total
            && overview.Number("availableTokens") is { } left
            ? new AccessLicense { Type = "tokens_available", Total = total, Used = Math.Max(0, total - left), Available = left }
            : null;
}
