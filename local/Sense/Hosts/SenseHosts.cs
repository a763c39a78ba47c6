namespace Butler.Local.Sense.Hosts;

/// <summary>The hosts of the site and their Windows services, which can be changed at any time.</summary>
internal sealed class SenseHosts
{
    private readonly Lock gate = new();
    private readonly List<SenseHost> hosts = [SenseHost.Create("qsprod01"), SenseHost.Create("qsprod02")];

    public IReadOnlyList<SenseHost> All
    {
        get
        {
            lock (gate)
            {
                return [.. hosts];
            }
        }
    }

    /// <summary>A host by its name, or the first one without a name; null when it does not exist.</summary>
    public SenseHost? Find(string name) =>
        All.FirstOrDefault(host => name.Length == 0 || host.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Changes a host.</summary>
    /// <returns>Whether it exists, and the change found what it changes.</returns>
    public bool Change(string name, Func<SenseHost, SenseHost?> change)
    {
        lock (gate)
        {
            var at = hosts.FindIndex(host => host.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (at < 0 || change(hosts[at]) is not { } changed)
            {
                return false;
            }

            hosts[at] = changed;
            return true;
        }
    }
}
