using System.Net;

namespace Butler.RelayAgent.Journal;

/// <summary>A datagram in the journal.</summary>
/// <param name="Sequence">Its number in the journal, from 1, growing with the order of arrival.</param>
/// <param name="Received">When it was received from the socket, UTC.</param>
/// <param name="Sender">The sender.</param>
/// <param name="Datagram">The received bytes; valid until the reader's next read.</param>
internal readonly record struct JournalRecord(long Sequence, DateTimeOffset Received, IPEndPoint Sender, ReadOnlyMemory<byte> Datagram);
