namespace Butler.Architecture.Tests.Fixture.Ways.Used;

internal static class Called
{
    public static int Now() => 1;
}

internal static class CalledInLambda
{
    public static int Now() => 2;
}

internal static class CalledInAsyncMethod
{
    public static Task<int> NowAsync() => Task.FromResult(3);
}

internal static class CalledInAsyncLambda
{
    public static Task<int> NowAsync() => Task.FromResult(4);
}

internal static class CalledInIterator
{
    public static int Now() => 5;
}

internal static class CalledInLocalFunction
{
    public static int Now() => 6;
}

internal static class CalledInNestedType
{
    public static int Now() => 7;
}

internal static class Extended
{
    public static int Twice(this int number) => number * 2;
}

internal sealed class Created;

internal sealed class GenericArgument;

internal sealed class NamedInTypeof;

internal sealed class Caught : Exception;

internal sealed class Matched;

[AttributeUsage(AttributeTargets.Method)]
internal sealed class Annotation : Attribute;
