using System.Text;
using Observatory.Core.Cells;
using Observatory.Core.Languages;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;
using Observatory.Core.Suggesting;
using Observatory.Core.Taxonomy;
using Observatory.Tests.Mappings;
using Observatory.Tests.Taxonomy;

namespace Observatory.Tests.Suggesting;

/// <summary>
/// A file with what is suggested for it and the draft that is written; the draft is null where there is nothing to draft.
/// </summary>
internal sealed record SuggestedFile(Suggestion Found, Draft? Draft)
{
    public static SuggestedFile Of(
        string name,
        string country,
        byte[] bytes,
        TaxonomyCatalogue? taxonomy = null,
        KnownMappings? known = null
    )
    {
        taxonomy ??= TaxonomyFolder.Read;
        var file = SourceFile.Open(new MemoryStream(bytes), name, ReadLimits.Default);
        var found = Suggester.Of(file, country, taxonomy, CancellationToken.None, known);
        return new SuggestedFile(
            found,
            found.Tables.All(t => t.IsList)
                ? null
                : DraftWriter.Write(
                    found,
                    file,
                    new MemoryStream(bytes),
                    taxonomy,
                    $"{country}/draft",
                    Language.En,
                    new(2026, 1, 1),
                    CancellationToken.None
                )
        );
    }

    public static SuggestedFile Of(string name, string country, string text) => Of(name, country, Encoding.UTF8.GetBytes(text));

    /// <summary>A file of the shared folder, such as <c>cases/files/suggest-unit-column/victims.csv</c>.</summary>
    public static SuggestedFile Shared(string inside, string country, KnownMappings? known = null) =>
        Of(Path.GetFileName(inside), country, File.ReadAllBytes(Support.Shared.Path(inside)), known: known);

    /// <summary>The mappings that ship with the program.</summary>
    public static KnownMappings Shipped { get; } =
        new([.. ShippedFolders.All.Values.Select(f => MappingReader.Read(f, TaxonomyFolder.Read).Mapping).OfType<Mapping>()]);

    public static byte[] Workbook(params (string Name, string?[][] Rows)[] sheets) =>
        SampleWorkbook
            .Write([
                .. sheets.Select(s =>
                    (
                        s.Name,
                        s.Rows.Select(
                                (cells, i) =>
                                    new GridRow(
                                        s.Name,
                                        i + 1,
                                        [.. cells.Select(c => c ?? "")],
                                        [
                                            .. cells.Select(c =>
                                                string.IsNullOrEmpty(c) ? CellKind.Empty
                                                : int.TryParse(c, out _) ? CellKind.Number
                                                : CellKind.Text
                                            ),
                                        ]
                                    )
                            )
                            .ToList()
                    )
                ),
            ])
            .ToArray();

    public TableSuggestion Table => Xunit.Assert.Single(Found.Tables);

    public string Mapping => Text(MappingReader.FileName);

    public string Text(string file) => Encoding.UTF8.GetString(Draft!.Folder.Files[file].Span);

    public long Loaded => Draft!.Reading.Mapped?.Accounting.CellsLoaded ?? 0;

    public ColumnSuggestion Column(string heading) => Table.Columns.Single(c => c.Heading == heading);

    public bool Asks(string key) => (Draft?.Questions ?? [.. Found.AllQuestions]).Any(q => q.Asks.Key == key);

    /// <summary>Every figure of the draft as <c>INDICATOR AREA PERIOD BREAKDOWN value</c>.</summary>
    public string[] Figures => Feed.Figures(Draft!.Reading.Mapped!);

    public string Said() =>
        Draft is null
            ? "no draft"
            : string.Join("\n", Draft.Reading.Findings.Kept.Select(Feed.Said))
                + "\n"
                + string.Join(
                    "\n",
                    Draft
                        .Folder.Files.Keys.Where(k =>
                            k.EndsWith(".csv", StringComparison.Ordinal) || k.EndsWith(".yaml", StringComparison.Ordinal)
                        )
                        .Select(f => f + "\n" + Text(f))
                );
}
