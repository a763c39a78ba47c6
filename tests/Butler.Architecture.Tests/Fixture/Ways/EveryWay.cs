using Butler.Architecture.Tests.Fixture.Ways.Used;

namespace Butler.Architecture.Tests.Fixture.Ways;

/// <summary>Uses each target in the one way that the target's name says, and in method bodies only.</summary>
internal static class EveryWay
{
    public static int Call() => Called.Now();

    public static Func<int, int> Lambda() => number => number + CalledInLambda.Now();

    public static async Task<int> CallAsync() => await CalledInAsyncMethod.NowAsync();

    public static Func<Task<int>> AsyncLambda() => async () => await CalledInAsyncLambda.NowAsync();

    public static IEnumerable<int> Iterate()
    {
        yield return CalledInIterator.Now();
    }

    public static int LocalFunction()
    {
        return Now();

        static int Now() => CalledInLocalFunction.Now();
    }

    public static int Nested() => Inner.Now();

    public static int Extension() => 1.Twice();

    public static object Create() => new Created();

    public static object Generic() => new List<GenericArgument>();

    public static string Type() => typeof(NamedInTypeof).Name;

    public static bool Catch(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (Caught)
        {
            return false;
        }
    }

    public static bool Match(object value) => value is Matched;

    [Annotation]
    public static int Attribute() => 0;

    private static class Inner
    {
        public static int Now() => CalledInNestedType.Now();
    }
}
