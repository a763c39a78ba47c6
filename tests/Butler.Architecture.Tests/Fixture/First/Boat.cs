using Butler.Architecture.Tests.Fixture.Second;

namespace Butler.Architecture.Tests.Fixture.First;

internal static class Boat
{
    public static int Length => Harbour.Depth * 2;
}
