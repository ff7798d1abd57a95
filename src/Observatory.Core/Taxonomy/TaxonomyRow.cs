using System.Globalization;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Series;

namespace Observatory.Core.Taxonomy;

/// <summary>One row of a taxonomy file. Reading a faulty cell reports it and returns a substitute.</summary>
internal sealed class TaxonomyRow(TaxonomyTable table, string[] cells, int line)
{
    /// <summary>The line of the file where the row begins, from 1.</summary>
    public int Line => line;

    /// <summary>The cell as written; empty if the column is optional and absent.</summary>
    public string this[string column] => table.Has(column) ? cells[table.ColumnOf(column) - 1] : "";

    public string? Optional(string column) => this[column] is { Length: > 0 } text ? text : null;

    public string Required(string column)
    {
        if (this[column].Length == 0)
            Wrong(column, "text");
        return this[column];
    }

    /// <summary>The parts of a cell with a list, separated by semicolons.</summary>
    public IReadOnlyList<string> List(string column) => this[column].Split(';', StringSplitOptions.RemoveEmptyEntries);

    public LocalText Label(string stem)
    {
        foreach (var language in LanguageCodes.All)
            if (string.IsNullOrWhiteSpace(In(language)))
                table.Report(FindingCodes.TaxonomyLabel, line, Column(language), ("code", cells[0]));
        return new LocalText(In(Language.En), In(Language.Es), In(Language.Fr), In(Language.Pt));

        string Column(Language language) => $"{stem}_{language.Code()}";
        string In(Language language) => this[Column(language)];
    }

    public bool Flag(string column) => OneOf(column, "true", "false") == "true";

    public string OneOf(string column, params ReadOnlySpan<string> words)
    {
        var text = this[column];
        if (!words.Contains(text))
            Wrong(column, string.Join(", ", words), NearestWord.To(text, words.ToArray()));
        return text;
    }

    public int Integer(string column) => (int)Whole(column, 0, int.MaxValue);

    public int? OptionalInteger(string column) => this[column].Length == 0 ? null : Integer(column);

    /// <summary>A whole number between the limits; the lower limit if the cell is faulty.</summary>
    public long Whole(string column, long least, long most)
    {
        if (
            long.TryParse(this[column], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number >= least
            && number <= most
        )
            return number;
        Wrong(column, most >= int.MaxValue ? "0, 1, 2…" : string.Create(CultureInfo.InvariantCulture, $"{least}…{most}"));
        return least;
    }

    public decimal? OptionalNumber(string column)
    {
        if (this[column].Length == 0)
            return null;
        if (
            decimal.TryParse(
                this[column],
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var number
            )
        )
            return number;
        Wrong(column, "0.5");
        return null;
    }

    /// <summary>A year, half-year, quarter or month; the year 1800 if the cell is faulty.</summary>
    public TimePeriod Period(string column)
    {
        if (TimePeriod.TryParse(this[column]) is { } period)
            return period;
        Wrong(column, "2015, 2015-Q2, 2015-07");
        return TimePeriod.OfYear(1800);
    }

    /// <summary>The code in a cell, which has to be in <paramref name="known"/>.</summary>
    public string Code(string column, CodeSet known) => Refer(column, this[column], known);

    public string? OptionalCode(string column, CodeSet known) => this[column].Length == 0 ? null : Code(column, known);

    public IReadOnlyList<string> Codes(string column, CodeSet known) => [.. List(column).Select(code => Refer(column, code, known))];

    public string Refer(string column, string code, CodeSet known)
    {
        if (known.Find(code) is { } found)
            return found;
        table.Report(
            FindingCodes.TaxonomyReference,
            line,
            column,
            ("value", code),
            ("expected", known.File),
            ("nearest", NearestWord.To(code, known.Codes) ?? "")
        );
        return code;
    }

    public void Wrong(string column, string expected, string? nearest = null) =>
        table.Report(FindingCodes.TaxonomyValue, line, column, ("value", this[column]), ("expected", expected), ("nearest", nearest ?? ""));

    public void Duplicate(string column, string key, int firstLine) =>
        table.Report(FindingCodes.TaxonomyDuplicate, line, column, ("value", key), ("actual", TaxonomyTable.Text(firstLine)));
}
