using Butler.Local.Sense.Datagrams;

namespace Butler.Local.Sense.Site;

/// <summary>A user; one without e-mail address has no such attribute.</summary>
internal sealed record SenseUser(string Directory, string UserId, string Name, string? Email)
{
    public Guid Id { get; } = Guid.Parse(SenseDatagram.IdOf($@"user/{Directory}\{UserId}"));
}
