using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Mappings;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Templates;

/// <summary>
/// A workbook in the layout of one feed's own file: the header in the office's words, its labels to choose from, and prepared rows if the
/// mapping lists every label. The feed's mapping can read it.
/// </summary>
public static class FeedTemplate
{
    /// <summary>The placeholder for a word of a title that the office has to write itself.</summary>
    public const string Blank = "…";

    /// <param name="folder">The feed's folder: its sample shows the order of the columns and the lines above them.</param>
    /// <param name="fromYear">First year of the prepared rows, if a column gives the year.</param>
    /// <param name="toYear">Last year.</param>
    /// <exception cref="Refusal">TEMPLATE_IMPOSSIBLE, with the reason.</exception>
    public static Template Of(
        FolderFiles folder,
        Mapping mapping,
        TaxonomyCatalogue taxonomy,
        Language language,
        int fromYear,
        int toYear,
        ReadLimits limits,
        CancellationToken cancellation
    )
    {
        var words = TemplateWords.In(language);
        var layouts = FeedLayout.Of(folder, mapping, fromYear, toYear, limits, cancellation);
        var codes = new CodesSheet(FreeName(words.Say("sheet.codes"), mapping), words);
        var notes = new NotesSheet(FreeName(words.Say("sheet.notes"), mapping), words);
        var format = FormatOf(mapping);
        var names = layouts.Select(l => SheetName(l, words)).ToList();
        notes.Opening(words.Say("title", ("title", mapping.Title.In(language))), mapping, names, format);

        var sheets = new List<TemplateSheet>();
        var prepared = 0;
        foreach (var (layout, name) in layouts.Zip(names))
        {
            var data = new DataSheet(layout, name, mapping, taxonomy, words, codes, fromYear, toYear);
            sheets.Add(data.Sheet());
            prepared += data.Prepared;
            notes.Columns(name, data.Columns);
            if (PreparedRows.CountsRecords(layout))
                notes.Line(words.Say("record", ("text", string.Join(", ", Counted(layout)))));
            notes.Marks(layout.Tables, taxonomy, language);
            foreach (var (label, isAbove) in data.Totals.Labels)
                notes.Line(words.Say(isAbove ? "total.above" : "total", ("label", label)));
            if (data.Totals.AreIncomplete)
                notes.Line(words.Say("total.parts"));
        }
        var fileName = NameOf(mapping, layouts[0].FileName);
        notes.Facts(mapping, fileName[..fileName.LastIndexOf('.')] + "." + format);
        notes.Statuses(mapping, taxonomy, language);
        sheets.Add(notes.Sheet());
        if (!codes.IsEmpty)
            sheets.Add(codes.Sheet(isHidden: true));
        return new Template(
            mapping.Id,
            new TemplateWorkbook(words.Say("title", ("title", mapping.Title.In(language))), sheets),
            format,
            fileName,
            names,
            prepared
        );
    }

    /// <summary>The name of a workbook of a feed that reads nothing from it.</summary>
    public static string PlainName(string feed) => feed.Replace('/', '-') + ".xlsx";

    /// <summary>If the mapping reads the file's name, the name that the sample represents shows its form.</summary>
    private static string NameOf(Mapping mapping, string sample) =>
        NotesSheet.FactsOfName(mapping, sample).Count > 0 && sample.LastIndexOf('.') is > 0 and var dot
            ? sample[..dot] + ".xlsx"
            : PlainName(mapping.Id);

    /// <summary>The format to send it in: the mapping's own if it does not read XLSX.</summary>
    private static string FormatOf(Mapping mapping) =>
        mapping.Recognise.Format.Count == 0 || mapping.Recognise.Format.Contains("xlsx") ? "xlsx"
        : mapping.Recognise.Format.Contains("csv") ? "csv"
        : "xls";

    private static string SheetName(FeedLayout layout, TemplateWords words) =>
        WorkbookWriter.IsSheetName(layout.Name) ? layout.Name : words.Say("sheet.data");

    /// <summary>The columns whose records are counted.</summary>
    private static IEnumerable<string> Counted(FeedLayout layout) =>
        layout
            .Tables.SelectMany(t => t.Series.Select(s => s.Concepts).Append(t.Concepts))
            .Select(c => c.GetValueOrDefault(Concepts.ObsValue))
            .OfType<ConceptSource>()
            .SelectMany(s => s.Columns)
            .Distinct(StringComparer.Ordinal);

    /// <summary>A name for an additional sheet that no table of the mapping reads.</summary>
    private static string FreeName(string wanted, Mapping mapping)
    {
        for (var name = wanted; name.Length < 31; name += "_")
            if (!mapping.Tables.Any(t => t.Sheet is not null && LabelText.Fits(t.Sheet, name)))
                return name;
        throw FeedLayout.Impossible(mapping, "sheets", wanted);
    }
}
