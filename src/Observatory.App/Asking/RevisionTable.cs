using System.Globalization;
using Observatory.App.Languages;
using Observatory.Core.Output;
using Observatory.Core.Series;
using Observatory.Warehouse.Questions;

namespace Observatory.App.Asking;

/// <summary>The table of every value that cells have had.</summary>
public static class RevisionTable
{
    public static IReadOnlyList<TableColumn<RevisionRow>> Columns { get; } =
        new TableColumns<RevisionRow>()
            .Code("indicator", r => r.Indicator)
            .Code("area", r => r.Area)
            .Code("period", r => r.Period)
            .Code("freq", r => r.Freq)
            .Each(Enumerable.Range(0, BreakdownDimensions.All.Count), (t, at) => t.Code(BreakdownDimensions.All[at], r => r.Members[at]))
            .Code("source", r => r.Source)
            .Code("kind", r => r.Kind, ColumnRole.Attribute)
            .Flag("current", r => r.IsCurrent)
            .Measure("value", r => r.Value, "the status says why, or the value was withdrawn")
            .Code("unit", r => r.Unit, "the value was withdrawn")
            .Codes("status", r => r.Statuses?.Split(';', StringSplitOptions.RemoveEmptyEntries) ?? [], "a normal value")
            .Number("change", r => r.Change, "there is no value to compare")
            .Number("changePercent", r => r.ChangePercent, "there is no value to compare, or it is zero")
            .Day("publishedOn", r => r.PublishedOn)
            .Integer("submission", r => r.Submission)
            .Code("mapping", r => r.Mapping, ColumnRole.Attribute)
            .Integer("mappingVersion", r => r.MappingVersion)
            .Code("taxonomy", r => r.Taxonomy, ColumnRole.Attribute)
            .Moment("loadedAt", r => r.LoadedAt)
            .All;

    /// <param name="skip">The number of rows on earlier pages.</param>
    /// <param name="rowsOfAPage">For paged formats.</param>
    public static Table<RevisionRow> Of(IAsyncEnumerable<RevisionRow> rows, ResponseContext context, int skip, int rowsOfAPage)
    {
        var sources = new SortedSet<string>(StringComparer.Ordinal);
        return new Table<RevisionRow>
        {
            Name = "revisions",
            Columns = Columns,
            Rows = rows,
            RowsOfAPage = rowsOfAPage,
            Seen = row => sources.Add(row.Source),
            About = (written, _) =>
                Task.FromResult<object>(
                    new RevisionsMeta(
                        written.Count,
                        written.IsMore ? (skip + rowsOfAPage).ToString(CultureInfo.InvariantCulture) : null,
                        Texts.In(context.Language)["revisions.scope"],
                        context.Vintage.Vintage,
                        context.TaxonomyVersion,
                        IndicatorMeta.Of(context),
                        SourceMeta.Of(context, sources),
                        new Dictionary<string, string>(),
                        Citation.Of(context, sources)
                    )
                ),
        };
    }
}
