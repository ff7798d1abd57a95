namespace Observatory.Core.Output;

/// <summary>Rows as a stream, the columns that describe them, and the metadata of the whole table.</summary>
public sealed record Table<TRow>
{
    /// <summary>File name without extension.</summary>
    public required string Name { get; init; }

    public required IReadOnlyList<TableColumn<TRow>> Columns { get; init; }

    /// <summary>
    /// Enumerated once. For a paged format there may be one row more than a page has, which shows that another page follows.
    /// </summary>
    public required IAsyncEnumerable<TRow> Rows { get; init; }

    /// <summary>Rows per page, for paged formats; null if the response is a single page.</summary>
    public int? RowsOfAPage { get; init; }

    /// <summary>Called with each row that is written, in order; null if nothing is gathered from the rows.</summary>
    public Action<TRow>? Seen { get; init; }

    /// <summary>
    /// The metadata of all rows, requested after the last one is written: a record whose property names become the names in the format.
    /// Formats that contain only a table leave it out.
    /// </summary>
    public required Func<WrittenRows, CancellationToken, Task<object>> About { get; init; }
}

/// <param name="Count">The number of rows that were written.</param>
/// <param name="IsMore">Whether another page follows.</param>
public readonly record struct WrittenRows(int Count, bool IsMore);
