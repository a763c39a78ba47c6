namespace Butler.RelayAgent.Journal;

/// <summary>The few things the journal asks of a directory, so that a test can crash at each of them.</summary>
/// <remarks>Every method may throw <see cref="IOException"/>.</remarks>
internal interface IJournalDisk
{
    /// <summary>The names of all files.</summary>
    IReadOnlyList<string> List();

    /// <summary>Opens a file to write, empty: what had that name is gone.</summary>
    IJournalFile Create(string name);

    /// <summary>Opens an existing file to read and write.</summary>
    IJournalFile Open(string name);

    /// <summary>Removes a file; nothing happens if there is none.</summary>
    void Delete(string name);

    /// <summary>Makes files created and removed so far survive a power cut.</summary>
    void Sync();
}
