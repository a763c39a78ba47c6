namespace Butler.RelayAgent.Journal;

/// <summary>Records that wait to be written, one behind the other.</summary>
/// <param name="Bytes">The records, not yet numbered and checksummed.</param>
/// <param name="Count">How many.</param>
/// <param name="Written">For a record of the relay's own: told whether the journal took it. Null for what the listener received.</param>
internal readonly record struct ReceivedBatch(Memory<byte> Bytes, int Count, TaskCompletionSource<bool>? Written = null);
