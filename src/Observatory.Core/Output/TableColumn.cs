using NodaTime;

namespace Observatory.Core.Output;

/// <summary>The type of the cells of a column.</summary>
public enum ColumnType
{
    Code,
    Codes,
    Text,
    Notes,
    Number,
    Integer,
    Flag,
    Day,
    Moment,

    /// <summary>A group of columns that are all present or all absent in a row: an object in formats that have objects.</summary>
    Group,
}

/// <summary>The role of a column in a row, in the terms of SDMX.</summary>
public enum ColumnRole
{
    Dimension,
    Measure,
    Attribute,

    /// <summary>The name of a code that is in another column.</summary>
    Label,
}

/// <summary>A column of a table, described once for every format.</summary>
/// <param name="Name">The column's name, the same in every format and language.</param>
/// <param name="Write">Writes the cell of a row; never called for a group, whose parts write their own cells.</param>
public sealed record TableColumn<TRow>(string Name, ColumnType Type, ColumnRole Role, Action<TRow, ICellWriter> Write)
{
    /// <summary>The meaning of an empty cell; null if no cell is ever empty.</summary>
    public string? EmptyMeans { get; init; }

    /// <summary>True for a column that a table has only if the question asked for it.</summary>
    public bool IsOnRequest { get; init; }

    /// <summary>The columns of a group; empty for any other column.</summary>
    public IReadOnlyList<TableColumn<TRow>> Parts { get; init; } = [];

    /// <summary>Whether a row has the group; only called for groups.</summary>
    public Predicate<TRow> Has { get; init; } = _ => true;
}

/// <summary>Builds the columns of a table in order, each with its name, its role and the source of its cells.</summary>
public sealed class TableColumns<TRow>
{
    private readonly List<TableColumn<TRow>> _columns = [];

    public IReadOnlyList<TableColumn<TRow>> All => _columns;

    public TableColumns<TRow> Code(string name, Func<TRow, string> cell, ColumnRole role = ColumnRole.Dimension) =>
        With(new(name, ColumnType.Code, role, (row, to) => to.Text(cell(row))));

    public TableColumns<TRow> Code(string name, Func<TRow, string?> cell, string emptyMeans) =>
        With(new(name, ColumnType.Code, ColumnRole.Attribute, (row, to) => to.Text(cell(row))) { EmptyMeans = emptyMeans });

    public TableColumns<TRow> Codes(string name, Func<TRow, IEnumerable<string>> cell, string emptyMeans) =>
        With(new(name, ColumnType.Codes, ColumnRole.Attribute, (row, to) => to.Codes(cell(row))) { EmptyMeans = emptyMeans });

    public TableColumns<TRow> Label(string name, Func<TRow, string> cell) =>
        With(new(name, ColumnType.Text, ColumnRole.Label, (row, to) => to.Text(cell(row))));

    public TableColumns<TRow> Measure(string name, Func<TRow, decimal?> cell, string emptyMeans) =>
        With(new(name, ColumnType.Number, ColumnRole.Measure, (row, to) => to.Number(cell(row))) { EmptyMeans = emptyMeans });

    public TableColumns<TRow> Number(string name, Func<TRow, decimal?> cell, string emptyMeans) =>
        With(new(name, ColumnType.Number, ColumnRole.Attribute, (row, to) => to.Number(cell(row))) { EmptyMeans = emptyMeans });

    public TableColumns<TRow> Integer(string name, Func<TRow, long?> cell, string? emptyMeans = null) =>
        With(new(name, ColumnType.Integer, ColumnRole.Attribute, (row, to) => to.Integer(cell(row))) { EmptyMeans = emptyMeans });

    public TableColumns<TRow> Flag(string name, Func<TRow, bool> cell) =>
        With(new(name, ColumnType.Flag, ColumnRole.Attribute, (row, to) => to.Flag(cell(row))));

    public TableColumns<TRow> Day(string name, Func<TRow, LocalDate> cell) =>
        With(new(name, ColumnType.Day, ColumnRole.Attribute, (row, to) => to.Day(cell(row))));

    public TableColumns<TRow> Moment(string name, Func<TRow, Instant> cell) =>
        With(new(name, ColumnType.Moment, ColumnRole.Attribute, (row, to) => to.Moment(cell(row))));

    public TableColumns<TRow> Notes(
        string name,
        Func<TRow, IEnumerable<string>> cell,
        Func<string, string> codeOf,
        Func<string, string> textOf
    ) =>
        With(
            new(name, ColumnType.Notes, ColumnRole.Attribute, (row, to) => to.Notes(cell(row), codeOf, textOf)) { EmptyMeans = "no note" }
        );

    /// <param name="has">Whether a row has the group.</param>
    public TableColumns<TRow> Group(string name, Predicate<TRow> has, string emptyMeans, Action<TableColumns<TRow>> parts)
    {
        var inside = new TableColumns<TRow>();
        parts(inside);
        return With(
            new(name, ColumnType.Group, ColumnRole.Attribute, (_, _) => { })
            {
                EmptyMeans = emptyMeans,
                Parts = inside.All,
                Has = has,
            }
        );
    }

    /// <summary>Adds several columns of one kind, such as one for each dimension.</summary>
    public TableColumns<TRow> Each<T>(IEnumerable<T> of, Action<TableColumns<TRow>, T> add)
    {
        foreach (var one in of)
            add(this, one);
        return this;
    }

    /// <summary>Adds columns only if they were requested.</summary>
    public TableColumns<TRow> If(bool isAsked, Action<TableColumns<TRow>> add)
    {
        if (!isAsked)
            return this;
        var first = _columns.Count;
        add(this);
        for (var at = first; at < _columns.Count; at++)
            _columns[at] = _columns[at] with { IsOnRequest = true };
        return this;
    }

    private TableColumns<TRow> With(TableColumn<TRow> column)
    {
        _columns.Add(column);
        return this;
    }
}
