namespace Butler.RelayAgent.Journal;

/// <summary>The directory operations of the journal, so that a test can crash at each of them.</summary>
/// <remarks>Every method may throw <see cref="IOException"/>.</remarks>
internal interface IJournalDisk
{
    /// <summary>The names of all files.</summary>
    IReadOnlyList<string> List();

    /// <summary>Creates an empty file for writing, and replaces an existing one.</summary>
    IJournalFile Create(string name);

    /// <summary>Opens an existing file for reading and writing.</summary>
    IJournalFile Open(string name);

    /// <summary>Removes a file; does nothing if it does not exist.</summary>
    void Delete(string name);

    /// <summary>Syncs the directory, so that created and removed files survive a power cut.</summary>
    void Sync();
}
