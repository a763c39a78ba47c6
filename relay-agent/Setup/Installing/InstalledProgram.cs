namespace Butler.RelayAgent.Setup.Installing;

/// <summary>The program's file where the service runs it. The one before is kept beside it until the new one has started.</summary>
/// <param name="path">The installed program.</param>
/// <param name="source">The program that installs itself.</param>
internal sealed class InstalledProgram(string path, string source)
{
    public string Path => path;

    /// <summary>Whether the installed program already is this one.</summary>
    public bool IsCurrent => path == source || (File.Exists(path) && SameContent());

    private string Previous => path + ".previous";

    /// <summary>Puts the new program in place. On Windows a program that runs cannot be overwritten, but renamed.</summary>
    public void Replace()
    {
        var fresh = path + ".new";
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.Copy(source, fresh, overwrite: true);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(fresh, Modes.Program);
        }

        if (File.Exists(path))
        {
            File.Move(path, Previous, overwrite: true);
        }

        File.Move(fresh, path);
    }

    /// <summary>Brings the program before back, if there was one.</summary>
    public void Restore()
    {
        if (File.Exists(Previous))
        {
            File.Move(Previous, path, overwrite: true);
        }
    }

    /// <summary>Forgets the program before: the new one has started.</summary>
    public void Confirm() => File.Delete(Previous);

    private bool SameContent()
    {
        using var one = File.OpenRead(path);
        using var other = File.OpenRead(source);
        if (one.Length != other.Length)
        {
            return false;
        }

        var (left, right) = (new byte[81920], new byte[81920]);
        for (int read; (read = one.ReadAtLeast(left, left.Length, throwOnEndOfStream: false)) > 0;)
        {
            other.ReadExactly(right, 0, read);
            if (!left.AsSpan(0, read).SequenceEqual(right.AsSpan(0, read)))
            {
                return false;
            }
        }

        return true;
    }
}
