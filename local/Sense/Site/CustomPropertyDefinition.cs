using Butler.Local.Sense.Datagrams;

namespace Butler.Local.Sense.Site;

/// <param name="Name">The name, without blanks, as Sense requires.</param>
/// <param name="Choices">The values that may be chosen; empty: any text.</param>
/// <param name="ObjectTypes">The types of objects that can have it, such as <c>ReloadTask</c> and <c>App</c>.</param>
internal sealed record CustomPropertyDefinition(string Name, string[] Choices, string[] ObjectTypes)
{
    public Guid Id { get; } = Guid.Parse(SenseDatagram.IdOf($"customproperty/{Name}"));
}
