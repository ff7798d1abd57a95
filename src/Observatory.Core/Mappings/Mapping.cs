using System.Text.RegularExpressions;
using Observatory.Core.Languages;
using Observatory.Core.Normalising;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Mappings;

/// <summary>
/// Where each SDMX concept of one office's file comes from: the content of a <c>mapping.yaml</c> and its label tables.
/// <c>docs/reference/mapping-words.md</c> describes the words.
/// </summary>
public sealed record Mapping
{
    /// <summary>The folder's name, such as <c>MEX/sesnsp-state-offences</c>, which is also the feed's name.</summary>
    public required string Id { get; init; }
    public required int Version { get; init; }

    /// <summary>SHA-256 over the files that decide the figures (mapping and label tables), lower-case hexadecimal.</summary>
    public required string Checksum { get; init; }
    public required LocalText Title { get; init; }
    public required Provider Provider { get; init; }

    /// <summary>Feeds of the same office over which this one has precedence: if both give a figure, this feed's applies.</summary>
    public required IReadOnlyList<string> Overrides { get; init; }

    /// <summary>Feeds of the same office that have precedence over this one: if both give a figure, the other feed's applies.</summary>
    public required IReadOnlyList<string> YieldsTo { get; init; }

    /// <summary>
    /// Feeds of the same office whose series this one gives in another layout: the newer publication applies, as within one feed.
    /// </summary>
    public required IReadOnlyList<string> Continues { get; init; }
    public required Recognition Recognise { get; init; }
    public required IReadOnlyList<FactPattern> Facts { get; init; }

    /// <summary>
    /// Pattern over facts that gives the day of publication or extraction, such as <c>{fact.year}-{fact.month}-{fact.day}</c>; null if the
    /// file does not give it.
    /// </summary>
    public string? PublicationDate { get; init; }
    public required IReadOnlyList<MappingTable> Tables { get; init; }

    /// <summary>Dictionaries and other tables of the submission that rows are joined with, in the order of the joins.</summary>
    public required IReadOnlyList<Lookup> Lookups { get; init; }

    /// <summary>True if the files of one submission are read together, because its tables or lookups name them.</summary>
    public bool JoinsFiles => Lookups.Any(l => l.File is not null) || Tables.Any(t => t.File is not null);

    /// <summary>The encoding of its text files, whatever their bytes suggest; null if the mapping does not give it.</summary>
    public string? Encoding => Tables.Select(t => t.Encoding).FirstOrDefault(e => e is not null);

    /// <summary>The delimiter of its text files, whatever they suggest; null if the mapping does not give it.</summary>
    public char? Delimiter => Tables.Select(t => t.Dialect.Delimiter).FirstOrDefault(d => d is not null);

    /// <summary>Notes that figures may have, by name.</summary>
    public required IReadOnlyDictionary<string, LocalText> Notes { get; init; }

    /// <summary>Areas and members that label tables of this mapping bring, in addition to those of the taxonomy.</summary>
    public required BroughtCodes Brought { get; init; }
}

/// <summary>Areas and national offence categories that a feed brings into the Observatory.</summary>
public sealed record BroughtCodes(IReadOnlyDictionary<string, Area> Areas, IReadOnlyDictionary<string, DimensionMember> Members)
{
    public static BroughtCodes None { get; } = new(new Dictionary<string, Area>(), new Dictionary<string, DimensionMember>());
}

/// <summary>What a file must have for a mapping to read it. In addition, it must have all columns that the mapping uses.</summary>
/// <param name="FileName">Pattern with <c>*</c>; it can decide between mappings that fit, but is never enough alone. Null for none.</param>
/// <param name="Format">The formats it reads; empty for all.</param>
/// <param name="Columns">Headings that one row must have, in addition to those that concepts use.</param>
/// <param name="WithoutColumns">Headings that the header row must not have, because they identify a file of another mapping.</param>
/// <param name="Title">A regular expression that a row above the header must match; null for none.</param>
public sealed record Recognition(
    string? FileName,
    IReadOnlyList<string> Format,
    IReadOnlyList<string> Columns,
    IReadOnlyList<string> WithoutColumns,
    Regex? Title
);

public enum FactOrigin
{
    Title,
    Footer,
    FileName,
    SheetName,
}

/// <summary>A fact outside the table: the named groups of a regular expression over titles, footers or names.</summary>
public sealed record FactPattern(FactOrigin In, Regex Pattern, IReadOnlyList<string> Names);

/// <summary>The layout of a table on its sheet, and how it writes values.</summary>
public sealed record TableDialect
{
    public static TableDialect Default { get; } = new();

    public NumberText Numbers { get; init; } = new(null, null);

    /// <summary>Encoding that the mapping requires; null to use the one that the bytes show.</summary>
    public string? Encoding { get; init; }

    /// <summary>Delimiter of a text file; null to use the one that the text shows.</summary>
    public char? Delimiter { get; init; }

    /// <summary>First row of the header, from 1; null to find it by its headings; 0 if there is none.</summary>
    public int? HeaderRow { get; init; }

    /// <summary>The number of header rows, one heading above the other.</summary>
    public int HeaderRows { get; init; } = 1;
    public HeaderFill HeaderFill { get; init; } = HeaderFill.Right;

    /// <summary>How far a number may be from a whole one and still be read as whole; null if nothing is rounded.</summary>
    public decimal? WholeWithin { get; init; }

    /// <summary>First row of figures, from 1; null for the row below the header.</summary>
    public int? FirstRow { get; init; }

    /// <summary>Names for columns by their number, for columns with an empty or unsuitable heading.</summary>
    public IReadOnlyDictionary<int, string> Names { get; init; } = new Dictionary<int, string>();

    /// <summary>Other headings that a column may have, by the mapping's name for it: a file must have exactly one of them.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> AlsoCalled { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>True if rows and columns of the sheet are swapped before reading.</summary>
    public bool Transpose { get; init; }

    /// <summary>True if the header repeats on one sheet, each time with rows below it.</summary>
    public bool Repeats { get; init; }

    /// <summary>The value of a cell, read by <see cref="Numbers"/>, without the rounding noise that the mapping declares.</summary>
    public decimal? Read(string text, Cells.CellKind kind)
    {
        var number = Numbers.Read(text, kind);
        return number is { } said && WholeWithin is { } within && decimal.Round(said) is var whole && Math.Abs(said - whole) <= within
            ? whole
            : number;
    }
}

/// <summary>Which headings of several header rows also cover the empty cells to their right, as merged cells do.</summary>
public enum HeaderFill
{
    /// <summary>Headings of all rows but the lowest, as far as the heading above them reaches.</summary>
    Right,
    None,

    /// <summary>Headings of the lowest row too, if the headings above tell the columns apart.</summary>
    All,
}

/// <summary>One table of a file, and everything that the mapping says about it.</summary>
public sealed record MappingTable
{
    /// <summary>Name of the file, with <c>*</c>, if a submission has several; null for any file that is not a lookup.</summary>
    public string? File { get; init; }

    /// <summary>Name of the sheet, with <c>*</c>; null for a text file or the first sheet that has the header.</summary>
    public string? Sheet { get; init; }
    public required TableDialect Dialect { get; init; }

    /// <summary>Names of the columns that lookups bring, such as <c>offence.OFFENSE_CODE</c>.</summary>
    public required IReadOnlyList<string> Brought { get; init; }
    public NumberText Numbers => Dialect.Numbers;
    public string? Encoding => Dialect.Encoding;
    public int? HeaderRow => Dialect.HeaderRow;

    /// <summary>Columns that a file may lack: then a finding says so, and nothing is known of their concepts.</summary>
    public required IReadOnlyList<string> Optional { get; init; }
    public required IReadOnlyList<RowCondition> StopAt { get; init; }

    /// <summary>Rows that apply to the rows below them, such as the name of a province over its towns.</summary>
    public required IReadOnlyList<SectionRule> Sections { get; init; }

    /// <summary>Columns whose empty cells repeat the value above them.</summary>
    public required IReadOnlyList<string> FillDown { get; init; }

    /// <summary>Rows that are read for comparison and never loaded.</summary>
    public required IReadOnlyList<RowRule> CheckOnly { get; init; }
    public required IReadOnlyList<RowTotal> RowTotals { get; init; }
    public required IReadOnlyList<CellExpectation> Expect { get; init; }

    /// <summary>What happens to a row that is identical to an earlier one in every cell; null if the mapping does not say.</summary>
    public IdenticalRows? IdenticalRows { get; init; }

    /// <summary>True if two different values for one figure stop only that figure; false if they block the file.</summary>
    public required bool ConflictStopsKey { get; init; }

    /// <summary>Statuses and notes by period, column or row.</summary>
    public required IReadOnlyList<Remark> Remarks { get; init; }
    public required IReadOnlyList<RowRule> LeaveOut { get; init; }
    public required IReadOnlyList<TotalRule> Totals { get; init; }

    /// <summary>Columns that become rows, with the text that represents each; empty if the value is one column.</summary>
    public required IReadOnlyList<UnpivotedColumn> Unpivot { get; init; }

    /// <summary>More columns that become rows, by a pattern of their heading; null for none.</summary>
    public UnpivotRule? UnpivotMatching { get; init; }

    /// <summary>Columns that are left unused on purpose, each with the reason.</summary>
    public required IReadOnlyList<IgnoredColumn> Ignore { get; init; }

    /// <summary>Columns about persons that must never be stored; they are removed before anything of the file is stored.</summary>
    public required IReadOnlyList<string> NeverStore { get; init; }
    public required IReadOnlyList<Mark> Marks { get; init; }
    public required IReadOnlyDictionary<string, ConceptSource> Concepts { get; init; }

    /// <summary>The series that a cell goes into; each overrides some of <see cref="Concepts"/>.</summary>
    public required IReadOnlyList<SeriesBlock> Series { get; init; }

    /// <summary>Dimensions whose total is stored beside the members, because the file has all members that exist.</summary>
    public required IReadOnlyList<string> TotalOver { get; init; }

    /// <summary>True if several cells of one key are summed on purpose; false if that is a duplicate.</summary>
    public required bool CombineSum { get; init; }
    public FillRule? Fill { get; init; }
    public CoverageRule? Covers { get; init; }

    /// <summary>Members that add up to the total: if the office gives no total, a query derives it.</summary>
    public required IReadOnlyList<PartitionRule> Partitions { get; init; }
    public required IReadOnlyList<SumRule> Checks { get; init; }
}

/// <param name="TotalOver">Dimensions whose total is stored as well; added to those of the table.</param>
public sealed record SeriesBlock(string Name, IReadOnlyDictionary<string, ConceptSource> Concepts, IReadOnlyList<string> TotalOver);

public sealed record UnpivotedColumn(string Heading, string Text);

public sealed record IgnoredColumn(string Heading, string Because);

/// <summary>Columns that become rows: those that no other word names and whose heading matches.</summary>
/// <param name="Level">Which of several header rows is matched, from 1; 0 for the lowest that is not empty.</param>
public sealed record UnpivotRule(int Level, Regex Pattern);

/// <summary>A row that is not a record and names what the rows below it are about.</summary>
/// <param name="Fact">Name of the fact that gets the text of <paramref name="Column"/>.</param>
public sealed record SectionRule(IReadOnlyList<RowCondition> Where, string Column, string Fact);

/// <summary>A column that prints the sum of others in its row: it is compared and never loaded.</summary>
/// <param name="Of">Headings of the parts; empty for all columns that become rows.</param>
public sealed record RowTotal(string Column, IReadOnlyList<string> Of, Checking.Severity Severity, decimal Tolerance);

/// <summary>What the cells of a column should be. A cell that differs gives a finding and is read nevertheless.</summary>
/// <param name="Pattern">A regular expression for the text; null for none.</param>
/// <param name="Min">The smallest number; null for none.</param>
/// <param name="Max">The largest number; null for none.</param>
public sealed record CellExpectation(string Column, Regex? Pattern, decimal? Min, decimal? Max, Checking.Severity Severity);

/// <summary>
/// What happens to a row that is identical to an earlier one: without an identifier it may be a second event or a mistake.
/// </summary>
public enum IdenticalRows
{
    /// <summary>It is counted, with a note.</summary>
    Keep,

    /// <summary>It is left out by a named rule.</summary>
    LeaveOut,

    /// <summary>It is set aside, which blocks the file.</summary>
    Refuse,
}

/// <summary>A status or note for the figures of some periods, columns or rows.</summary>
/// <param name="Columns">Headings to which it applies; empty for all.</param>
/// <param name="Status">Codes added to the figure's own; null for none.</param>
/// <param name="Note">Name of a note of the mapping; null for none.</param>
public sealed record Remark(
    IReadOnlyList<RowCondition> Where,
    IReadOnlyList<string> Columns,
    TimePeriod? From,
    TimePeriod? To,
    string? Status,
    string? Note
)
{
    public bool HoldsFor(TimePeriod period) =>
        (From is not { } from || period.FirstDay >= from.FirstDay) && (To is not { } to || period.LastDay <= to.LastDay);
}

/// <summary>
/// A table of the same submission whose columns are added to each row by a key: a dictionary of codes, or further data on each record. Its
/// columns are named <c>name.Heading</c>.
/// </summary>
/// <param name="File">Name of the file, with <c>*</c>; null if it is a sheet of the same file.</param>
/// <param name="Sheet">Name of the sheet, with <c>*</c>; null for the first that has the headings.</param>
/// <param name="On">Headings of the key in the table's own rows; <c>unpivoted</c> and <c>header.1</c> have their usual meaning.</param>
/// <param name="Key">Headings of the key in the lookup, in the same order.</param>
/// <param name="Bring">Headings of the columns it adds.</param>
/// <param name="AbsentIsBlank">True if a key that is missing in the lookup gives empty cells; false if the row is set aside.</param>
/// <param name="Several">How to choose one of several rows of a key; null if a key must be unique.</param>
public sealed record Lookup(
    string Name,
    string? File,
    string? Sheet,
    IReadOnlyList<string> On,
    IReadOnlyList<string> Key,
    IReadOnlyList<string> Bring,
    bool AbsentIsBlank,
    LookupChoice? Several
)
{
    /// <summary>True if the key depends on the column of a cell, so that each cell of a row has its own.</summary>
    public bool IsOfCell { get; init; }
}

/// <summary>
/// Chooses, among several rows of one key, the one whose label comes first in a table of the mapping: a principal weapon, a gravest
/// offence.
/// </summary>
public sealed record LookupChoice(string Column, LabelTable Order);

/// <summary>A test of one column of a row. Exactly one of the kinds is set.</summary>
public sealed record RowCondition
{
    /// <summary>Name of the pseudo-column for the first cell of a row that is filled.</summary>
    public const string FirstFilled = "*";

    public required string Column { get; init; }

    /// <summary>Labels; a <c>*</c> at the end matches any continuation.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];
    public Regex? Pattern { get; init; }
    public bool? Empty { get; init; }
    public LabelTable? In { get; init; }
    public LabelTable? NotIn { get; init; }

    public bool Holds(string text)
    {
        if (Empty is { } empty)
            return string.IsNullOrWhiteSpace(text) == empty;
        if (Pattern is not null)
            return Pattern.IsMatch(text.Trim());
        if (In is not null)
            return In.Knows([text]);
        if (NotIn is not null)
            return !NotIn.Knows([text]);
        var key = LabelText.Key(text);
        foreach (var wanted in Texts)
        {
            if (wanted.EndsWith('*') ? key.StartsWith(LabelText.Key(wanted[..^1]), StringComparison.Ordinal) : key == LabelText.Key(wanted))
                return true;
        }
        return false;
    }
}

/// <summary>Rows that are left out whole if all conditions are met.</summary>
/// <param name="Rule">Name under which the accounting counts them.</param>
public sealed record RowRule(string Rule, IReadOnlyList<RowCondition> Where, string Because);

/// <summary>Rows that print a total of other rows: they are compared and never loaded.</summary>
/// <param name="SinceLast">True if it sums the rows since the last such row, false if since the header.</param>
/// <param name="Below">True if the summed rows are below it, down to the next such row.</param>
public sealed record TotalRule(IReadOnlyList<RowCondition> Where, bool Required, bool SinceLast, bool Below);

/// <summary>A text that is not an ordinary number.</summary>
/// <param name="Columns">Headings to which it applies; empty for all value columns.</param>
/// <param name="From">First period to which it applies; null for all. Its frequency is that of the table.</param>
/// <param name="Suffixes">
/// Marks after a number, such as <c>*</c> or <c>(p)</c>: the number is read and the mark gives its status; empty if the whole text is the
/// mark.
/// </param>
/// <param name="Note">Name of a note of the mapping that the figure gets; null for none.</param>
/// <param name="Rule">
/// Name of the rule that leaves the cell out; null if <paramref name="Status"/> makes it a figure without a value, or
/// <paramref name="Value"/> one with a value.
/// </param>
public sealed record Mark(
    IReadOnlyList<string> Texts,
    IReadOnlyList<string> Columns,
    IReadOnlyList<RowCondition> Where,
    TimePeriod? From,
    TimePeriod? To,
    string? Rule,
    string? Status,
    decimal? Value,
    IReadOnlyList<string> Suffixes,
    string? Note
);

/// <summary>
/// A year that does not begin in January. It is stored under the calendar year that names it, with status D and a note, and never
/// relabelled.
/// </summary>
/// <param name="NamedByEnd">True if a single year names the one in which it ends; false if the one in which it begins.</param>
/// <param name="Note">Name of the mapping's note that says which year it is.</param>
public sealed record FiscalYear(int StartMonth, bool NamedByEnd, string Note);

/// <summary>Where one concept comes from.</summary>
public sealed record ConceptSource
{
    public string? Value { get; init; }

    /// <summary>
    /// Headings. Among the pseudo-columns, <c>unpivoted</c> is the text that represents the column of a cell, <c>header.1</c> the heading
    /// over it in the first of several header rows, and <c>fact.name</c> a fact.
    /// </summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Text with <c>{Heading}</c>, <c>{unpivoted}</c> or <c>{fact.year}</c> in it.</summary>
    public string? Pattern { get; init; }
    public LabelTable? Codes { get; init; }

    /// <summary>The number of leading characters to use; null for all.</summary>
    public int? Take { get; init; }

    /// <summary>The length to which zeros are put before the text; null for none.</summary>
    public int? Pad { get; init; }

    /// <summary>What is removed from the text before anything else; null for nothing.</summary>
    public Regex? Without { get; init; }

    /// <summary>True if the value is the number of non-empty cells of the column, not their sum.</summary>
    public bool Counts { get; init; }

    /// <summary>True if each text of the column counts once in a figure.</summary>
    public bool Distinct { get; init; }

    /// <summary>Status of a period that the file covers only partly; null if such a period is set aside.</summary>
    public string? Partial { get; init; }
    public FiscalYear? Fiscal { get; init; }

    /// <summary>Noda Time pattern of dates that are not ISO, or <see cref="PeriodText.SerialDates"/>.</summary>
    public string? DateFormat { get; init; }

    /// <summary>True if the column contains free text to store as written (notes).</summary>
    public bool Verbatim { get; init; }

    /// <summary>Name of the mapping's note that says what a rate is a share of, if that is not the population; null if it is.</summary>
    public string? Base { get; init; }

    /// <summary>True if values may have a fraction.</summary>
    public bool Fractions { get; init; }

    /// <summary>True if the mapping declares that the values are whole numbers.</summary>
    public bool SaysInteger { get; init; }
    public AreaDefinition? Define { get; init; }

    /// <summary>Line and column of the word in mapping.yaml, for findings.</summary>
    public int Line { get; init; }

    public bool IsUnpivoted => Columns is [TextPattern.Unpivoted];

    /// <summary>True if a lookup brings it with a key that depends on the column of a cell.</summary>
    public bool IsBroughtToCell { get; init; }

    /// <summary>True if each cell of a row has its own.</summary>
    public bool IsOfCell =>
        IsBroughtToCell
        || Columns.Any(TextPattern.IsOfColumn)
        || (Pattern is not null && TextPattern.Tokens(Pattern).Any(TextPattern.IsOfColumn));
}

/// <summary>Areas that the file itself brings: the code is the concept's text, and these say the rest.</summary>
/// <param name="NameColumn">Heading of the column with the area's name.</param>
/// <param name="NamedWhere">The row that names the area best, if names differ; null to use the first.</param>
/// <param name="Agrees">
/// Another source of the parent area, which must agree with <paramref name="Parent"/>; null if nothing is compared.
/// </param>
public sealed record AreaDefinition(
    AreaLevel Level,
    string NameColumn,
    RowCondition? NamedWhere,
    ConceptSource Parent,
    ConceptSource? Agrees
);

/// <summary>Members of a dimension that are zero if a sibling of the same key is given and they are not.</summary>
public sealed record FillRule(string Dimension, IReadOnlyList<string> Members);

/// <summary>What the file covers, so that a whole is derived only if no part is missing.</summary>
/// <param name="Area">The whole, such as MEX.</param>
/// <param name="Level">Level of the parts in the file.</param>
/// <param name="Parts">Codes of all parts; empty if <paramref name="AbsentIsZero"/>.</param>
/// <param name="AbsentIsZero">True for a register of events of the whole: a part or month that is not in it has zero.</param>
/// <param name="From">Pattern of the first period covered; null for the first in the file.</param>
/// <param name="To">Pattern of the last period covered; null for the last in the file.</param>
public sealed record CoverageRule(string Area, AreaLevel Level, IReadOnlyList<string> Parts, bool AbsentIsZero, string? From, string? To);

/// <summary>Members of a dimension that do not overlap and are exhaustive: together they are the total.</summary>
/// <param name="Members">At least two; the total is derived only if each of them is there, or the source is a register.</param>
public sealed record PartitionRule(string Dimension, IReadOnlyList<string> Members);

/// <summary>A rule between figures of the file: the parts over one concept add up to the whole.</summary>
/// <param name="Over">REF_AREA or a breakdown dimension.</param>
/// <param name="Whole">Code of the whole; null if each code's own children are its parts.</param>
/// <param name="Indicators">Indicators to which it applies; empty for all.</param>
/// <param name="Parts">
/// The members that make up the whole, which is compared only if each of them is there; empty if any members that are there do.
/// </param>
public sealed record SumRule(
    string Over,
    string? Whole,
    IReadOnlyList<string> Indicators,
    Checking.Severity Severity,
    decimal Tolerance,
    IReadOnlyList<string> Parts
)
{
    /// <summary>The rule that a partition implies for a total that the office gives beside its parts.</summary>
    public static SumRule Of(PartitionRule partition) =>
        new(partition.Dimension, Series.BreakdownDimensions.Total, [], Checking.Severity.Warning, 0, partition.Members);
}
