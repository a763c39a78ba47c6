namespace Butler.Local.Processes;

/// <summary>How a program is started of which there is only the assembly.</summary>
internal static class AssemblyStart
{
    /// <summary>The first argument with which a program that runs itself becomes another one.</summary>
    public const string Word = "--run-program";

    /// <summary>Whether this program is a single file that holds the others and the runtime: there is no <c>dotnet</c> then.</summary>
    public static bool RunsItself { get; } = AppContext.TryGetSwitch("Butler.RunsItself", out var runs) && runs;

    /// <summary>The start of a program; an assembly is run by <c>dotnet</c>, or by this program itself.</summary>
    public static ChildStart Of(string program, IEnumerable<string> arguments) =>
        !program.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? new ChildStart(program, [.. arguments])
        : RunsItself ? new ChildStart(Environment.ProcessPath!, [Word, program, .. arguments])
        : new ChildStart("dotnet", [program, .. arguments]);
}
