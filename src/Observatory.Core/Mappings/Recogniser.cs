using Observatory.Core.Checking;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;

namespace Observatory.Core.Mappings;

/// <summary>
/// Says which mapping a file is for, by its content: every table of the mapping must show its header. A file name is a
/// reason to prefer one of two that fit, never a reason to fit.
/// </summary>
public static class Recogniser
{
    /// <summary>Rows of each sheet that are looked at.</summary>
    public const int PreviewRows = 200;

    /// <summary>Exactly one mapping, or the finding that says why not.</summary>
    /// <param name="preview">The first <see cref="PreviewRows"/> rows of every sheet.</param>
    public static (Mapping? Mapping, Finding? Finding) Find(
        IReadOnlyList<GridRow> preview, string fileName, FileFormat format, IReadOnlyCollection<Mapping> mappings)
    {
        var fitting = mappings.Where(m => Fits(m, preview, format)).ToList();
        if (fitting.Count > 1)
        {
            var named = fitting.Where(m => NameFits(m, fileName)).ToList();
            if (named.Count == 1)
                fitting = named;
        }
        return fitting.Count switch
        {
            1 => (fitting[0], null),
            0 => (null, Finding.Blocking(FindingCodes.MappingNoneFits, null, ("file", fileName), ("nearest", Nearest(preview, format, mappings)))),
            _ => (null, Finding.Blocking(
                FindingCodes.MappingSeveralFit, null, ("file", fileName), ("mappings", string.Join(", ", fitting.Select(m => m.Id).Order(StringComparer.Ordinal))))),
        };
    }

    public static bool Fits(Mapping mapping, IReadOnlyList<GridRow> preview, FileFormat format)
    {
        var recognise = mapping.Recognise;
        if (recognise.Format.Count > 0 && !recognise.Format.Contains(NameOf(format)))
            return false;
        if (recognise.Title is { } title && !preview.Any(r => Enumerable.Range(1, r.Count).Any(c => title.IsMatch(r[c].Trim()))))
            return false;
        return mapping.Tables.All(t => preview.Any(r =>
            (t.Sheet is null || TableMapper.Matches(t.Sheet, r.Sheet))
            && (t.HeaderRow is null || r.Number == t.HeaderRow)
            && TableHeader.Missing(r, t).Count == 0
            && recognise.Columns.All(c => Has(r, c))
            && !recognise.WithoutColumns.Any(c => Has(r, c))));
    }

    private static bool Has(GridRow row, string heading) => Enumerable.Range(1, row.Count).Any(at => LabelText.Key(row[at]) == LabelText.Key(heading));

    public static bool NameFits(Mapping mapping, string fileName)
    {
        if (mapping.Recognise.FileName is not { } pattern)
            return false;
        var at = 0;
        var parts = pattern.Split('*');
        for (var i = 0; i < parts.Length; i++)
        {
            var found = fileName.IndexOf(parts[i], at, StringComparison.OrdinalIgnoreCase);
            if (found < 0 || (i == 0 && found != 0))
                return false;
            at = found + parts[i].Length;
        }
        return parts[^1].Length == 0 || fileName.EndsWith(parts[^1], StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The word of <c>recognise.format</c> for a format.</summary>
    public static string NameOf(FileFormat format) => format switch
    {
        FileFormat.Csv => "csv",
        FileFormat.Xlsx => "xlsx",
        FileFormat.Xls => "xls",
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    /// <summary>The mapping whose header lacks the fewest columns, with what it lacks: the first thing a person would ask.</summary>
    private static string Nearest(IReadOnlyList<GridRow> preview, FileFormat format, IReadOnlyCollection<Mapping> mappings)
    {
        var nearest = (
            from mapping in mappings
            where mapping.Recognise.Format.Count == 0 || mapping.Recognise.Format.Contains(NameOf(format))
            from table in mapping.Tables
            from row in preview
            let missing = TableHeader.Missing(row, table)
            where missing.Count < TableHeader.Needed(table).Count()
            orderby missing.Count
            select (mapping.Id, missing)).FirstOrDefault();
        return nearest.Id is null ? "" : $"{nearest.Id} ({string.Join(", ", nearest.missing)})";
    }
}
