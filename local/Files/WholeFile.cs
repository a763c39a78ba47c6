namespace Butler.Local.Files;

/// <summary>Writes a file atomically: readers, also after a crash, find the old or the new content, never a part.</summary>
internal static class WholeFile
{
    /// <summary>Readable by its owner only: such files hold keys.</summary>
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        var fresh = $"{path}.new";
        using (var file = new FileStream(fresh, options))
        {
            file.Write(content);
        }

        File.Move(fresh, path, overwrite: true);
    }
}
