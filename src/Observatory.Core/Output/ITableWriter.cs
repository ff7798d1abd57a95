namespace Observatory.Core.Output;

/// <summary>
/// A format for tables. A class with a parameterless constructor is found automatically and becomes a value of <c>format=</c>, a media type
/// for <c>Accept</c>, and a part of the API's description.
/// </summary>
public interface ITableWriter
{
    /// <summary>The value of <c>format=</c>, such as <c>csv</c>; also the file extension.</summary>
    string Format { get; }

    /// <summary>Media type, without parameters.</summary>
    string MediaType { get; }

    /// <summary>True if responses come in pages; false if the whole table is streamed and offered as a file.</summary>
    bool IsPaged { get; }

    Task WriteAsync<TRow>(Stream output, Table<TRow> table, TableOptions options, CancellationToken cancellation);
}

/// <param name="IsForPeople">
/// True for people and their spreadsheet programs: a byte-order mark if the format has one, and no text that a program would evaluate as a
/// formula.
/// </param>
public sealed record TableOptions(bool IsForPeople);
