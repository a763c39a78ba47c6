namespace Butler.RelayAgent.Setup.Checking;

/// <summary>The result of a check.</summary>
/// <param name="Level">Whether the relay can work.</param>
/// <param name="Subject">The checked item, in a few words.</param>
/// <param name="Text">The finding, and how to fix a problem.</param>
internal sealed record CheckResult(CheckLevel Level, string Subject, string Text)
{
    public static CheckResult Ok(string subject, string text) => new(CheckLevel.Ok, subject, text);

    public static CheckResult Warn(string subject, string text) => new(CheckLevel.Warn, subject, text);

    public static CheckResult Fail(string subject, string text) => new(CheckLevel.Fail, subject, text);

    /// <inheritdoc/>
    public override string ToString() => $"{Level.ToString().ToLowerInvariant(),-5} {Subject,-13} {Text}";
}
