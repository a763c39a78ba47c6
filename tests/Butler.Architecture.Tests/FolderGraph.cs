using System.Reflection;
using Mono.Cecil;

namespace Butler.Architecture.Tests;

/// <summary>Which folder (namespace) of a project uses which, as the compiled types and their method bodies do.</summary>
internal sealed class FolderGraph
{
    private const int MaxExamples = 4;
    private readonly SortedDictionary<string, SortedDictionary<string, SortedSet<string>>> arrows = new(StringComparer.Ordinal);
    private readonly string root;

    private FolderGraph(string root) => this.root = root;

    /// <summary>The folders that use another one, below the root namespace.</summary>
    public IReadOnlyCollection<string> Folders => arrows.Keys;

    public static FolderGraph Of(Assembly assembly, string root, params IReadOnlyList<string> except)
    {
        var graph = new FolderGraph(root);
        using var module = ModuleDefinition.ReadModule(assembly.Location);
        foreach (var type in module.Types.Where(IsCovered))
        {
            foreach (var used in UsedTypes.Of(type).Where(IsCovered))
            {
                graph.Add(type, used);
            }
        }

        return graph;

        bool IsCovered(TypeReference type) =>
            (type.Namespace == root || type.Namespace.StartsWith(root + ".", StringComparison.Ordinal))
            && !except.Any(left => type.Namespace.StartsWith(left, StringComparison.Ordinal));
    }

    /// <summary>The shortest circle and, for each of its arrows, types that make it; null: there is no circle.</summary>
    public string? DescribeShortestCircle()
    {
        var circle = arrows.Keys.Select(ShortestWayBack).OfType<IReadOnlyList<string>>().MinBy(way => way.Count);
        return circle is null
            ? null
            : string.Join(Environment.NewLine, [$"{root}: {string.Join(" -> ", circle)}", .. circle.Zip(circle.Skip(1), Describe)]);
    }

    /// <summary>What makes the arrow from one folder to another.</summary>
    public IReadOnlyCollection<string> Examples(string from, string to) => arrows[from][to];

    private void Add(TypeReference type, TypeReference used)
    {
        var (from, to) = (Folder(type), Folder(used));
        if (from == to)
        {
            return;
        }

        if (!arrows.TryGetValue(from, out var targets))
        {
            arrows[from] = targets = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        }

        if (!targets.TryGetValue(to, out var examples))
        {
            targets[to] = examples = new SortedSet<string>(StringComparer.Ordinal);
        }

        examples.Add($"{type.Name} uses {used.Name}");
    }

    /// <summary>A breadth-first search from a folder back to itself.</summary>
    private List<string>? ShortestWayBack(string start)
    {
        var ways = new Queue<List<string>>([[start]]);
        var seen = new HashSet<string>();
        while (ways.TryDequeue(out var way))
        {
            foreach (var next in arrows.TryGetValue(way[^1], out var targets) ? targets.Keys : Enumerable.Empty<string>())
            {
                if (next == start)
                {
                    return [.. way, start];
                }

                if (seen.Add(next))
                {
                    ways.Enqueue([.. way, next]);
                }
            }
        }

        return null;
    }

    private string Describe(string from, string to)
    {
        var examples = Examples(from, to);
        var more = examples.Count > MaxExamples ? $" and {examples.Count - MaxExamples} more" : "";
        return $"  {from} -> {to}: {string.Join(", ", examples.Take(MaxExamples))}{more}";
    }

    private string Folder(TypeReference type) => type.Namespace == root ? "." : type.Namespace[(root.Length + 1)..];
}
