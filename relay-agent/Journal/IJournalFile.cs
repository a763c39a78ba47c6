namespace Butler.RelayAgent.Journal;

/// <summary>An open file of the journal.</summary>
/// <remarks>Every method may throw <see cref="IOException"/>. Reads may run in parallel with writes.</remarks>
internal interface IJournalFile : IDisposable
{
    /// <summary>The file's length in bytes.</summary>
    long Length { get; }

    /// <summary>Reads up to the span's length; fewer only at the end of the file.</summary>
    int Read(long offset, Span<byte> into);

    /// <summary>Writes the bytes, in one call to the operating system.</summary>
    void Write(long offset, ReadOnlySpan<byte> bytes);

    /// <summary>Truncates the file.</summary>
    void Truncate(long length);

    /// <summary>Syncs the written data to disk.</summary>
    void Sync();
}
