namespace Butler.RelayAgent.Setup.Installing;

/// <summary>The rights of installed files on Linux.</summary>
internal static class Modes
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>755.</summary>
    public const UnixFileMode Program = OwnerOnly | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>750: root changes it, the relay's group looks into it.</summary>
    public const UnixFileMode ConfigurationFolder =
        OwnerOnly | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;

    /// <summary>640: root changes it, the relay's group reads it.</summary>
    public const UnixFileMode Configuration = OwnerOnly | UnixFileMode.GroupRead;

    /// <summary>600: systemd, which is root, reads it.</summary>
    public const UnixFileMode Secret = OwnerOnly;

    /// <summary>700: the relay's alone.</summary>
    public const UnixFileMode Journal = OwnerOnly | UnixFileMode.UserExecute;

    /// <summary>644.</summary>
    public const UnixFileMode Unit = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
}
