using NodaTime;

namespace Observatory.Core.Output;

/// <summary>What the cells of a column are.</summary>
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

    /// <summary>A group of columns that are there together or not at all: an object in formats that have such.</summary>
    Group,
}

/// <summary>What a column is to a row, in the words of SDMX.</summary>
public enum ColumnRole
{
    Dimension,
    Measure,
    Attribute,

    /// <summary>The name of a code that stands in another column.</summary>
    Label,
}

/// <summary>A column of a table, described once for every format.</summary>
/// <param name="Name">The same in every format and language.</param>
/// <param name="Write">Writes the cell of a row; of a group, of which each part writes its own, it is never called.</param>
public sealed record TableColumn<TRow>(string Name, ColumnType Type, ColumnRole Role, Action<TRow, ICellWriter> Write)
{
    /// <summary>What an empty cell says; null where no cell is ever empty.</summary>
    public string? EmptyMeans { get; init; }

    /// <summary>The columns of a group; none of other columns.</summary>
    public IReadOnlyList<TableColumn<TRow>> Parts { get; init; } = [];

    /// <summary>Whether a row has the group; only asked of groups.</summary>
    public Predicate<TRow> Has { get; init; } = _ => true;
}

/// <summary>The columns of a table, in their order, each named with what it is and where its cells come from.</summary>
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

    /// <summary>More columns of a kind, such as one for each dimension.</summary>
    public TableColumns<TRow> Each<T>(IEnumerable<T> of, Action<TableColumns<TRow>, T> add)
    {
        foreach (var one in of)
            add(this, one);
        return this;
    }

    /// <summary>Columns that are there only on demand.</summary>
    public TableColumns<TRow> If(bool isAsked, Action<TableColumns<TRow>> add)
    {
        if (isAsked)
            add(this);
        return this;
    }

    private TableColumns<TRow> With(TableColumn<TRow> column)
    {
        _columns.Add(column);
        return this;
    }
}
