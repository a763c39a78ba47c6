using Butler.Architecture.Tests.Fixture.Third;

namespace Butler.Architecture.Tests.Fixture.Second;

internal static class Harbour
{
    public static int Depth => Lighthouse.Height() - 1;
}
