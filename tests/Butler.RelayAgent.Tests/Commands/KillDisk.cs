using Butler.RelayAgent.Journal;
using Butler.RelayAgent.Tests.Journal;
using Butler.Tests;

namespace Butler.RelayAgent.Tests.Commands;

/// <summary>A disk whose every operation is an effect that the process may die at.</summary>
internal sealed class KillDisk(CrashDisk disk, KillSwitch kill) : IJournalDisk
{
    public IReadOnlyList<string> List() => disk.List();

    public IJournalFile Create(string name) => new KillFile(kill.Effect(() => disk.Create(name)), kill);

    public IJournalFile Open(string name) => new KillFile(disk.Open(name), kill);

    public void Delete(string name) => Effect(() => disk.Delete(name));

    public void Sync() => Effect(disk.Sync);

    private void Effect(Action action) => kill.Effect(() =>
    {
        action();
        return true;
    });

    private sealed class KillFile(IJournalFile file, KillSwitch kill) : IJournalFile
    {
        public long Length => file.Length;

        public int Read(long offset, Span<byte> into) => file.Read(offset, into);

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            var copy = bytes.ToArray();
            kill.Effect(() =>
            {
                file.Write(offset, copy);
                return true;
            });
        }

        public void Truncate(long length) => file.Truncate(length);

        public void Sync() => kill.Effect(() =>
        {
            file.Sync();
            return true;
        });

        public void Dispose() => file.Dispose();
    }
}
