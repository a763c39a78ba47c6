namespace Butler.Cli.CommandLine;

/// <summary>The exit codes of <c>butler</c>.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>The command ran, and found something that does not work.</summary>
    public const int Failed = 1;

    /// <summary>The command cannot run: a wrong argument, a faulty file, a port in use, or something missing.</summary>
    public const int Refused = 2;
}
