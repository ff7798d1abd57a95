namespace Observatory.Core.Output;

/// <summary>Rows as a stream, the columns that describe them, and what is said of them all.</summary>
public sealed record Table<TRow>
{
    /// <summary>Name of the file, without its ending.</summary>
    public required string Name { get; init; }

    public required IReadOnlyList<TableColumn<TRow>> Columns { get; init; }

    /// <summary>
    /// Read once. For a format that has pages there may be one row more than a page holds, to show that there is another.
    /// </summary>
    public required IAsyncEnumerable<TRow> Rows { get; init; }

    /// <summary>Rows of a page, for formats that have pages; null where the answer is one page.</summary>
    public int? RowsOfAPage { get; init; }

    /// <summary>Sees each row that is written, in their order; null where nothing is gathered from them.</summary>
    public Action<TRow>? Seen { get; init; }

    /// <summary>
    /// What is said of all rows after the last one is written: a record, whose properties are the words of the format. Formats that are
    /// nothing but a table leave it out.
    /// </summary>
    public required Func<WrittenRows, CancellationToken, Task<object>> About { get; init; }
}

/// <param name="Count">Rows that were written.</param>
/// <param name="IsMore">Whether another page follows.</param>
public readonly record struct WrittenRows(int Count, bool IsMore);
