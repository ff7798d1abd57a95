namespace Observatory.Core.Redaction;

/// <summary>The redacted cells of one sheet: columns below a header.</summary>
/// <param name="Name">Name of the sheet inside its file; empty for a text file.</param>
/// <param name="HeaderRow">Last row of the header, from 1, which stays as do the rows above it; 0 if there is no header.</param>
/// <param name="Columns">Redacted columns, from 1, in order; at least one.</param>
/// <param name="MarkColumn">One of <paramref name="Columns"/>, in which rows identical to an earlier one are marked.</param>
/// <param name="IdenticalRows">Numbers of the rows below the header that equal an earlier row in every cell.</param>
public sealed record RedactedSheet(string Name, int HeaderRow, IReadOnlyList<int> Columns, int MarkColumn, IReadOnlySet<int> IdenticalRows);
