using Butler.Architecture.Tests.Fixture.First;

namespace Butler.Architecture.Tests.Fixture.Third;

internal static class Lighthouse
{
    public static int Height() => Boat.Length;
}
