namespace Butler.RelayAgent.Commands.Ledger;

/// <summary>The state of a command: its latest record. The reply stays on disk.</summary>
/// <param name="Record">The record, without the reply.</param>
/// <param name="Segment">The file of the record.</param>
/// <param name="Offset">The offset of the reply's record in the file; -1 before the reply.</param>
internal sealed record LedgerEntry(LedgerRecord Record, string Segment, long Offset);
