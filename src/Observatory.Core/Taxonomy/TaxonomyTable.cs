using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;

namespace Observatory.Core.Taxonomy;

/// <summary>One CSV file of the taxonomy, read row by row; whatever is wrong becomes a finding with its line and column.</summary>
internal sealed class TaxonomyTable
{
    private readonly Dictionary<string, int> _columns = new(StringComparer.Ordinal);
    private readonly List<Finding> _findings;

    private TaxonomyTable(string file, List<Finding> findings)
    {
        File = file;
        _findings = findings;
    }

    public string File { get; }

    public List<TaxonomyRow> Rows { get; } = [];

    /// <summary>Null with a finding where the file is missing or lacks a column.</summary>
    public static TaxonomyTable? Read(FolderFiles folder, string file, IReadOnlyList<string> columns, List<Finding> findings)
    {
        if (!folder.Files.TryGetValue(file, out var bytes))
        {
            findings.Add(Finding.Blocking(FindingCodes.TaxonomyFileMissing, null, ("file", file)));
            return null;
        }
        var table = new TaxonomyTable(file, findings);
        using var parser = new CsvParser(new StreamReader(new MemoryStream(bytes.ToArray()), Encoding.UTF8), new CsvConfiguration(CultureInfo.InvariantCulture) { CacheFields = true });
        if (!parser.Read())
        {
            findings.Add(Finding.Blocking(FindingCodes.FileEmpty, new CellRef(file, 1, 1), ("file", file)));
            return null;
        }
        for (var at = 0; at < parser.Count; at++)
            table._columns[parser[at].Trim()] = at;
        foreach (var column in columns.Where(c => !table._columns.ContainsKey(c)))
        {
            findings.Add(Finding.Blocking(
                FindingCodes.TaxonomyValue, new CellRef(file, 1, 1),
                ("file", file), ("line", "1"), ("column", column), ("value", ""), ("expected", column), ("nearest", NearestWord.To(column, table._columns.Keys) ?? "")));
            return null;
        }
        while (parser.Read())
        {
            var cells = new string[parser.Count];
            for (var at = 0; at < cells.Length; at++)
                cells[at] = parser[at];
            table.Rows.Add(new TaxonomyRow(table, parser.RawRow, cells));
        }
        return table;
    }

    internal int ColumnOf(string column) => _columns.GetValueOrDefault(column, -1);

    internal void Report(string code, int line, string column, string value, string expected, string nearest) => _findings.Add(Finding.Blocking(
        code, new CellRef(File, line, ColumnOf(column) + 1),
        ("file", File), ("line", line.ToString(CultureInfo.InvariantCulture)), ("column", column), ("value", value), ("expected", expected), ("nearest", nearest)));
}

internal sealed class TaxonomyRow(TaxonomyTable table, int line, string[] cells)
{
    public string Text(string column)
    {
        var at = table.ColumnOf(column);
        return at >= 0 && at < cells.Length ? cells[at].Trim() : "";
    }

    public string? TextOrNull(string column) => Text(column) is { Length: > 0 } text ? text : null;

    public IReadOnlyList<string> List(string column) => [.. Text(column).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    public int Integer(string column)
    {
        if (int.TryParse(Text(column), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;
        Wrong(column, "a whole number");
        return 0;
    }

    public int? IntegerOrNull(string column) => Text(column).Length == 0 ? null : Integer(column);

    public long Long(string column)
    {
        if (long.TryParse(Text(column), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return number;
        Wrong(column, "a whole number");
        return 0;
    }

    public decimal? DecimalOrNull(string column)
    {
        if (Text(column).Length == 0)
            return null;
        if (decimal.TryParse(Text(column), NumberStyles.Number, CultureInfo.InvariantCulture, out var number))
            return number;
        Wrong(column, "a number with a point");
        return null;
    }

    public bool Flag(string column)
    {
        switch (Text(column))
        {
            case "true":
                return true;
            case "false":
                return false;
            default:
                Wrong(column, "true, false");
                return false;
        }
    }

    /// <summary>Four texts, <c>prefix_en</c> to <c>prefix_pt</c>; an empty one is a finding.</summary>
    public LocalText Label(string prefix)
    {
        foreach (var language in LanguageCodes.All)
            if (Text($"{prefix}_{language.Code()}").Length == 0)
                table.Report(FindingCodes.TaxonomyLabel, line, $"{prefix}_{language.Code()}", "", language.Code(), "");
        return new LocalText(Text(prefix + "_en"), Text(prefix + "_es"), Text(prefix + "_fr"), Text(prefix + "_pt"));
    }

    /// <summary>A finding where the code is none of those known; an empty code is none.</summary>
    public void Refers(string column, string code, IReadOnlyCollection<string> known)
    {
        if (code.Length > 0 && !known.Contains(code))
            table.Report(FindingCodes.TaxonomyReference, line, column, code, "", NearestWord.To(code, known) ?? "");
    }

    public void Twice(string column, string key) => table.Report(FindingCodes.TaxonomyDuplicate, line, column, key, "", "");

    public void Wrong(string column, string expected) => table.Report(FindingCodes.TaxonomyValue, line, column, Text(column), expected, "");
}
