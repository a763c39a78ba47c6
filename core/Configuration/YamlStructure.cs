using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Butler.Core.Configuration;

/// <summary>
/// Finds valid YAML that a configuration cannot use: repeated keys, keys that are not text, aliases without an anchor, tags, deep nesting.
/// </summary>
internal sealed class YamlStructure
{
    /// <summary>Far more than any configuration needs, and few enough for recursive readers.</summary>
    private const int MaxDepth = 64;

    private readonly List<ConfigurationFault> faults = [];
    private readonly Stack<Frame> frames = new();
    private readonly HashSet<string> anchors = [];
    private readonly string file;
    private readonly Lazy<IReadOnlyList<YamlHint>> hints;

    private YamlStructure(string file, string text)
    {
        this.file = file;
        hints = new(() => YamlHint.In(new YamlOutline(text)));
    }

    /// <summary>The faults, in the order of the file.</summary>
    /// <exception cref="YamlException">The text is not valid YAML.</exception>
    public static IReadOnlyList<ConfigurationFault> Check(string file, string text)
    {
        var structure = new YamlStructure(file, text);
        var parser = new Parser(new StringReader(text));
        while (parser.MoveNext() && structure.Take(parser.Current!))
        {
        }

        return structure.faults;
    }

    /// <summary>Looks at one event; returns whether to go on.</summary>
    private bool Take(ParsingEvent read)
    {
        switch (read)
        {
            case Scalar scalar:
                if (Tag(scalar) && IsKey() && !frames.Peek().Keys!.TryAdd(scalar.Value, scalar.Start.Line))
                {
                    Fail(scalar, string.Create(CultureInfo.InvariantCulture,
                        $"the key \"{scalar.Value}\" stands here a second time (first in line {frames.Peek().Keys![scalar.Value]}); remove "
                            + $"one of them"));
                }

                Define(scalar);
                Next();
                return true;
            case AnchorAlias alias:
                if (!anchors.Contains(alias.Value.Value))
                {
                    Fail(alias, YamlHint.Star);
                }

                Next();
                return true;
            case MappingStart or SequenceStart:
                return Open((NodeEvent)read);
            case MappingEnd or SequenceEnd:
                // An anchor is known only after its node ends, so that no node can contain itself.
                if (frames.Pop().Anchor is { } anchor)
                {
                    anchors.Add(anchor);
                }

                Next();
                return true;
            default:
                return true;
        }
    }

    private bool Open(NodeEvent start)
    {
        if (IsKey())
        {
            var hint = hints.Value.FirstOrDefault(h => h.Line == start.Start.Line && h.Message is (YamlHint.Braces or YamlHint.Variable));
            Fail(start, hint.Message ?? "a key must be text; put it in quotes", hint.Column);
            return false;
        }

        if (frames.Count == MaxDepth)
        {
            Fail(start, string.Create(CultureInfo.InvariantCulture, $"is nested more than {MaxDepth} levels deep"));
            return false;
        }

        frames.Push(new Frame(start is MappingStart ? [] : null, start.Anchor.IsEmpty ? null : start.Anchor.Value));
        return true;
    }

    private bool IsKey() => frames.TryPeek(out var frame) && frame is { Keys: not null, AtValue: false };

    /// <summary>After a node: in a mapping, keys and values alternate.</summary>
    private void Next()
    {
        if (frames.TryPop(out var frame))
        {
            frames.Push(frame with { AtValue = !frame.AtValue });
        }
    }

    private void Define(NodeEvent node)
    {
        if (!node.Anchor.IsEmpty)
        {
            anchors.Add(node.Anchor.Value);
        }
    }

    /// <summary>Rejects custom tags: they are values, such as <c>!secret</c>, without quotes.</summary>
    private bool Tag(Scalar scalar)
    {
        if (scalar.Tag.IsEmpty || scalar.Tag.Value.StartsWith("tag:yaml.org,", StringComparison.Ordinal))
        {
            return true;
        }

        Fail(scalar, "a value that begins with ! must be in quotes (without them, YAML takes it for a tag)");
        return false;
    }

    private void Fail(ParsingEvent at, string message, int column = 0) =>
        faults.Add(new ConfigurationFault(file, (int)at.Start.Line, "", "is not valid YAML: " + message)
        {
            Column = column > 0 ? column : (int)at.Start.Column,
        });

    /// <param name="Keys">The keys so far with their lines; null for a list.</param>
    /// <param name="Anchor">The anchor of the node, which becomes known when the node ends.</param>
    /// <param name="AtValue">Whether the next node is the value of a key.</param>
    private readonly record struct Frame(Dictionary<string, long>? Keys, string? Anchor, bool AtValue = false);
}
