namespace Butler.RelayAgent.Setup.Windows;

/// <summary>A right on a file, or on a folder with all that is in it.</summary>
/// <param name="Path">The full path.</param>
/// <param name="Access">The access.</param>
/// <param name="Scope">The scope.</param>
internal sealed record ServiceRight(string Path, ServiceAccess Access, RightScope Scope)
{
    /// <summary>Whether the path is on another machine, which knows the service only as the computer.</summary>
    public bool IsOnShare => Path.StartsWith(@"\\", StringComparison.Ordinal);

    /// <summary>The right in words, such as <c>read D:\folder</c>.</summary>
    public string Text => $"{Words} {Path}";

    /// <summary>The command that grants it.</summary>
    public string Command => $"icacls \"{Path}\" /grant \"{ServiceName.Account}:{(Scope == RightScope.Tree ? "(OI)(CI)" : "")}{Letters}\"";

    private string Words => Access switch
    {
        ServiceAccess.Read => "read",
        ServiceAccess.Execute => "run",
        _ => "modify",
    };

    private string Letters => Access switch
    {
        ServiceAccess.Read => Scope == RightScope.File ? "R" : "RX",
        ServiceAccess.Execute => "RX",
        _ => "M",
    };
}

/// <summary>The kinds of access; each includes the previous ones.</summary>
internal enum ServiceAccess
{
    /// <summary>Read a file, or list a folder and read what is in it.</summary>
    Read,

    /// <summary>Read and run a program.</summary>
    Execute,

    /// <summary>Read, write, create and delete.</summary>
    Modify,
}

/// <summary>The scopes of rights.</summary>
internal enum RightScope
{
    /// <summary>One file.</summary>
    File,

    /// <summary>A folder alone.</summary>
    Folder,

    /// <summary>A folder and all that is in it.</summary>
    Tree,
}
