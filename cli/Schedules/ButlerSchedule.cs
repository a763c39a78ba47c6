using Butler.Core.Configuration;

namespace Butler.Cli.Schedules;

/// <summary>An entry of the schedule file of Butler, the Node.js tool.</summary>
internal sealed record ButlerSchedule
{
    private static readonly YamlType<ButlerSchedule> Entry = Yaml.Object(keys => new ButlerSchedule
    {
        Line = keys.Line,
        Id = keys.Required("id", Yaml.Text, "The schedule's id.") ?? "",
        Name = keys.Required("name", Yaml.Text, "The schedule's name.") ?? "",
        Cron = keys.Required("cronSchedule", Yaml.Text, "When it starts.") ?? "",
        TimeZone = keys.Required("timezone", Yaml.Text, "The time zone, which Butler does not use.") ?? "",
        TaskId = keys.Required("qlikSenseTaskId", Yaml.Text, "The task.") ?? "",
        IsStarted = keys.Required("startupState", Yaml.OneOf("start", "started", "stop", "stopped"), "Whether it starts with Butler.")
            is "start" or "started",
        Tags = keys.Optional("tags", Yaml.List(Yaml.Text), [], "Labels."),
        Created = keys.Optional("created", Yaml.Text, "When it was created."),
        LastKnownState = keys.Optional("lastKnownState", Yaml.Text, "The state, which Butler does not read."),
    });

    private static readonly YamlType<IReadOnlyList<ButlerSchedule>> Root = Yaml.Object(keys =>
        keys.Required("butlerSchedule", Yaml.List(Entry), "The list of schedules.") ?? []);

    /// <summary>The line in the file, from 1.</summary>
    public int Line { get; private init; }

    public string Id { get; private init; } = "";

    public string Name { get; private init; } = "";

    public string Cron { get; private init; } = "";

    public string TimeZone { get; private init; } = "";

    public string TaskId { get; private init; } = "";

    public bool IsStarted { get; private init; }

    public IReadOnlyList<string> Tags { get; private init; } = [];

    public string? Created { get; private init; }

    public string? LastKnownState { get; private init; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="ConfigurationException">The file has faults; the exception lists all of them.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<IReadOnlyList<ButlerSchedule>> ReadAsync(string file, CancellationToken cancellationToken)
    {
        // In Butler's file, ${ is text, and names no variable of the environment.
        var text = FileText.Decode(file, await File.ReadAllBytesAsync(file, cancellationToken));
        return YamlFile.Read(file, text.Replace("${", "$${", StringComparison.Ordinal), Root, _ => null);
    }
}
