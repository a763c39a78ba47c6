namespace Butler.Local.Processes;

/// <summary>The last lines of a child, which explain its end.</summary>
internal sealed class TailOfLines(int most)
{
    private readonly Queue<string> lines = [];
    private readonly Lock gate = new();

    public void Add(string line)
    {
        lock (gate)
        {
            lines.Enqueue(line);
            if (lines.Count > most)
            {
                lines.Dequeue();
            }
        }
    }

    /// <summary>The lines after a colon, each on its own line; empty when there are none.</summary>
    public override string ToString()
    {
        lock (gate)
        {
            return lines.Count == 0 ? "" : $":{Environment.NewLine}  {string.Join($"{Environment.NewLine}  ", lines)}";
        }
    }
}
