using Butler.Local.Sense.Datagrams;

namespace Butler.Local.Sense.Site;

/// <param name="Name">Without blanks, as Sense wants it.</param>
/// <param name="Choices">The values that may be chosen; none: any text.</param>
/// <param name="ObjectTypes">What can have it, such as <c>ReloadTask</c> and <c>App</c>.</param>
internal sealed record CustomPropertyDefinition(string Name, string[] Choices, string[] ObjectTypes)
{
    public Guid Id { get; } = Guid.Parse(SenseDatagram.IdOf($"customproperty/{Name}"));
}
