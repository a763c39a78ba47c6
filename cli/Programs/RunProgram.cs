using System.Reflection;
using Butler.Local.Processes;

namespace Butler.Cli.Programs;

/// <summary>
/// The other programs within this one: <c>butler</c> as a single file brings no executables beside it, so it runs itself, and becomes the
/// program that the arguments name.
/// </summary>
internal static class RunProgram
{
    /// <summary>Whether these arguments ask for another program.</summary>
    public static bool IsAsked(string[] arguments) => arguments is [AssemblyStart.Word, _, ..] && AssemblyStart.RunsItself;

    /// <summary>Runs the program's own entry point.</summary>
    /// <returns>Its exit code.</returns>
    public static int Run(string[] arguments)
    {
        var program = Assembly.Load(Path.GetFileNameWithoutExtension(arguments[1]));
        Assembly.SetEntryAssembly(program); // the Functions worker looks there for what was generated
        return (int)program.EntryPoint!.Invoke(null, [arguments[2..]])!;
    }
}
