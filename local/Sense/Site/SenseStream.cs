using Butler.Local.Sense.Datagrams;

namespace Butler.Local.Sense.Site;

/// <summary>A stream, into which apps are published.</summary>
internal sealed record SenseStream(string Name)
{
    public Guid Id { get; } = Guid.Parse(SenseDatagram.IdOf($"stream/{Name}"));
}
