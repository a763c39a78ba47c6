using Butler.Local.Sense.Datagrams;

namespace Butler.Local.Sense.Site;

/// <summary>A tag, which tasks, apps and users can have.</summary>
internal sealed record SenseTag(string Name)
{
    public Guid Id { get; } = Guid.Parse(SenseDatagram.IdOf($"tag/{Name}"));
}
