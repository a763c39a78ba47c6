using System.Net;

namespace Butler.RelayAgent.Journal;

/// <summary>A datagram as the journal holds it.</summary>
/// <param name="Sequence">Its number in the journal, from 1, growing with the order of arrival.</param>
/// <param name="Received">When it came off the socket, UTC.</param>
/// <param name="Sender">Who sent it.</param>
/// <param name="Datagram">The bytes as they came; valid until the reader's next read.</param>
internal readonly record struct JournalRecord(long Sequence, DateTimeOffset Received, IPEndPoint Sender, ReadOnlyMemory<byte> Datagram);
