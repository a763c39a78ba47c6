namespace Butler.Cli.CommandLine;

/// <summary>What <c>butler</c> ends with.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>
    /// What was asked for cannot be done as it was asked: a wrong argument, a faulty file, a port taken, something missing.
    /// </summary>
    public const int Refused = 2;
}
