namespace Butler.RelayAgent.Setup.Checking;

/// <summary>How a check went.</summary>
/// <param name="Level">Whether the relay can work.</param>
/// <param name="Subject">What was checked, in a word or two.</param>
/// <param name="Text">What was found, and what to mend where something is wrong.</param>
internal sealed record CheckResult(CheckLevel Level, string Subject, string Text)
{
    public static CheckResult Ok(string subject, string text) => new(CheckLevel.Ok, subject, text);

    public static CheckResult Warn(string subject, string text) => new(CheckLevel.Warn, subject, text);

    public static CheckResult Fail(string subject, string text) => new(CheckLevel.Fail, subject, text);

    /// <inheritdoc/>
    public override string ToString() => $"{Level.ToString().ToLowerInvariant(),-5} {Subject,-13} {Text}";
}
