namespace Observatory.Core.Redaction;

/// <summary>What of one sheet is not kept: columns below a header.</summary>
/// <param name="Name">Name of the sheet inside its file; empty for a text file.</param>
/// <param name="HeaderRow">Last row of the header, from 1; 0 where there is none: what is above it, and itself, stays.</param>
/// <param name="Columns">Columns from 1, in order; at least one.</param>
/// <param name="MarkColumn">One of <paramref name="Columns"/>: it says of a row that it was identical to an earlier one.</param>
/// <param name="IdenticalRows">Numbers of the rows below the header that are in every cell what an earlier one is.</param>
public sealed record RedactedSheet(string Name, int HeaderRow, IReadOnlyList<int> Columns, int MarkColumn, IReadOnlySet<int> IdenticalRows);
