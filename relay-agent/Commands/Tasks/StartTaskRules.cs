using System.Collections.ObjectModel;

namespace Butler.RelayAgent.Commands.Tasks;

/// <summary>
/// Which tasks may be started and stopped: those of a listed type that <see cref="Any"/> or one of the lists allows.
/// </summary>
internal sealed record StartTaskRules
{
    /// <summary>Allows nothing.</summary>
    public static readonly StartTaskRules None = new();

    /// <summary>Whether all tasks of the listed types are allowed.</summary>
    public bool Any { get; init; }

    /// <summary>Tasks by id.</summary>
    public IReadOnlyList<Guid> Tasks { get; init; } = [];

    /// <summary>Tasks by tag.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Tasks by a value of a custom property.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> CustomProperties { get; init; } =
        ReadOnlyDictionary<string, IReadOnlyList<string>>.Empty;

    /// <summary>The types of task: <c>reload</c>, <c>externalprogram</c>, <c>usersync</c>, <c>distribute</c>, <c>preload</c>.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];
}
