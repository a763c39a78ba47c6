namespace Butler.RelayAgent.Journal;

/// <summary>Consecutive records that wait to be written.</summary>
/// <param name="Bytes">The records, not yet numbered and checksummed.</param>
/// <param name="Count">The number of records.</param>
/// <param name="Written">For the relay's own records: set to whether the journal accepted them. Null for received datagrams.</param>
internal readonly record struct ReceivedBatch(Memory<byte> Bytes, int Count, TaskCompletionSource<bool>? Written = null);
