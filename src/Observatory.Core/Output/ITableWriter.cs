namespace Observatory.Core.Output;

/// <summary>
/// A format that tables are answered in. A class with a constructor without parameters is found by itself: it then is a value of
/// <c>format=</c>, a media type of <c>Accept</c>, and a part of the API's description.
/// </summary>
public interface ITableWriter
{
    /// <summary>The value of <c>format=</c>, such as <c>csv</c>; also the ending of a file.</summary>
    string Format { get; }

    /// <summary>Media type, without parameters.</summary>
    string MediaType { get; }

    /// <summary>Whether answers come in pages; others stream whole, and are offered as a file.</summary>
    bool IsPaged { get; }

    Task WriteAsync<TRow>(Stream output, Table<TRow> table, TableOptions options, CancellationToken cancellation);
}

/// <param name="IsForPeople">
/// For people and their spreadsheet programs: a byte-order mark where the format knows one, and no text that a program takes for a formula.
/// </param>
public sealed record TableOptions(bool IsForPeople);
