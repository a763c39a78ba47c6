namespace Butler.Cli.Migrate.Model;

/// <summary>What became of a key of Butler's file.</summary>
/// <param name="Outcome">The outcome, as the report names it.</param>
/// <param name="Where">The place in the written files; empty if there is none.</param>
/// <param name="Note">What changes, or why the key has no place.</param>
internal sealed record KeyFate(string Outcome, string Where, string Note)
{
    public const string Taken = "taken over";
    public const string Changed = "changed";
    public const string Dropped = "no counterpart";
    public const string Disabled = "off in Butler";
    public const string Strange = "unknown";

    /// <summary>The outcomes in the order of the report's summary.</summary>
    public static readonly IReadOnlyList<string> Outcomes = [Taken, Changed, Dropped, Disabled, Strange];

    public static KeyFate Unknown { get; } =
        new(Strange, "", "Not a key of Butler 15 to 17 that this command knows. Nothing was made of it.");

    /// <summary>The key has a place in <c>butler.yaml</c>; <paramref name="change"/> says what changes in behaviour.</summary>
    public static KeyFate App(string place, string change = "") => In("butler.yaml", place, change);

    /// <summary>The key has a place in <c>relay.yaml</c>.</summary>
    public static KeyFate Relay(string place, string change = "") => In("relay.yaml", place, change);

    /// <summary>The key has a place in <c>butler.yaml</c> and works as before; the note says what the reader might look for.</summary>
    public static KeyFate Same(string place, string note) => new(Taken, $"butler.yaml: {place}", note);

    /// <summary>The key decides whether something is written, and needs no place itself.</summary>
    public static KeyFate Used(string note) => new(Taken, "", note);

    public static KeyFate None(string why) => new(Dropped, "", why);

    public static KeyFate Off(string why) => new(Disabled, "", why);

    private static KeyFate In(string file, string place, string change) =>
        new(change.Length > 0 ? Changed : Taken, $"{file}: {place}", change);
}
