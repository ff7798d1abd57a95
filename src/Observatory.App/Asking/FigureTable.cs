using Observatory.Core.Deriving;
using Observatory.Core.Figures;
using Observatory.Core.Output;
using Observatory.Core.Series;
using Observatory.Warehouse.Questions;

namespace Observatory.App.Asking;

/// <summary>The table of an answer with figures: its columns, and the metadata gathered from its rows.</summary>
public static class FigureTable
{
    /// <summary>Every column that an answer can have, for descriptions; those that need labels cannot write their cells.</summary>
    public static IReadOnlyList<TableColumn<Figure>> AllColumns { get; } = Columns(null, isLabelled: true, hasGrowth: true);

    /// <param name="rowsOfAPage">For paged formats; null for one page.</param>
    public static Table<Figure> Of(ResponseFigures figures, ResponseContext context, int? rowsOfAPage)
    {
        // A later page uses the vintage of the first one, whatever has been loaded since.
        if (figures.Question.Asked.AsOf is null)
            context = context with { Vintage = context.Vintage with { Vintage = figures.Question.Vintage } };
        var gathered = new Gathered(figures, context);
        return new Table<Figure>
        {
            Name = "observations",
            Columns = Columns(context),
            Rows = figures.Rows,
            RowsOfAPage = rowsOfAPage,
            Seen = gathered.Add,
            About = gathered.AboutAsync,
        };
    }

    private static IReadOnlyList<TableColumn<Figure>> Columns(ResponseContext context) =>
        Columns(context, context.Labels != LabelChoice.Codes, context.Growth);

    /// <param name="context">Null to describe the columns only: those that need it cannot write their cells then.</param>
    private static IReadOnlyList<TableColumn<Figure>> Columns(ResponseContext? context, bool isLabelled, bool hasGrowth) =>
        new TableColumns<Figure>()
            .Code("indicator", f => f.Indicator)
            .If(isLabelled, t => t.Label("indicatorLabel", f => context!.Indicators.GetValueOrDefault(f.Indicator)?.Label ?? f.Indicator))
            .Code("area", f => f.Area)
            .If(isLabelled, t => t.Label("areaLabel", f => context!.Areas.GetValueOrDefault(f.Area) ?? f.Area))
            .Code("period", f => f.Period.ToString())
            .Code("freq", f => f.Period.Frequency.Code())
            .Each(Enumerable.Range(0, BreakdownDimensions.All.Count), (t, at) => t.Code(BreakdownDimensions.All[at], f => f.Breakdown[at]))
            .Code("source", f => f.Source)
            .If(isLabelled, t => t.Label("sourceLabel", f => context!.SourceLabels(f.Source)))
            .Measure("value", f => f.Value, "the status says why")
            .Code("unit", f => f.Unit, ColumnRole.Attribute)
            .Codes("status", f => f.Statuses.Codes, "a normal value")
            .Flag("derived", f => f.Derived)
            .Flag("complete", f => f.Complete)
            .Number("partialValue", f => f.PartialValue, "the figure is complete, or no part of it has a value")
            .Integer("partsPresent", f => f.PartsPresent)
            .Integer("partsExpected", f => f.PartsExpected, "absent parts are zero, or nobody declares how many there are")
            .Number("numerator", f => f.Derivation?.Numerator, "the figure is not computed")
            .Number("denominator", f => f.Derivation?.Denominator, "the figure is not computed, or nothing is known to divide by")
            .Code("denominatorSource", f => f.Derivation?.DenominatorSource, "the figure is not computed")
            .Number("lowerBound", f => f.LowerBound, "no interval is known")
            .Number("upperBound", f => f.UpperBound, "no interval is known")
            .Group(
                "coverage",
                f => f.Derivation?.Coverage is not null,
                "the figure is no aggregate",
                parts =>
                    parts
                        .Integer("members", f => CoverageOf(f).Members)
                        .Integer("membersExpected", f => CoverageOf(f).MembersExpected)
                        .Number("populationShare", f => Rounded(CoverageOf(f).PopulationShare), "a population is not known")
                        .Codes("missing", f => CoverageOf(f).Missing, "no member is missing")
            )
            .Notes("notes", f => f.Notes.Notes, note => note.TrimStart(NoteTexts.FreeText), note => context!.Notes.Of(note))
            .Integer("submission", f => f.Submission)
            .Moment("loadedAt", f => f.LoadedAt)
            .If(hasGrowth, t =>
                t.Number("change", f => f.Change, "the year before has no comparable figure")
                    .Code("changeUnit", f => f.ChangeUnit, "the year before has no comparable figure")
            )
            .All;

    private static Coverage CoverageOf(Figure figure) => figure.Derivation!.Coverage!;

    /// <summary>A share of a population, from 0 to 1, rounded for display; null for null.</summary>
    private static decimal? Rounded(decimal? share) => share is { } known ? Math.Round(known, DerivedFormula.Decimals) : null;

    /// <summary>Gathers metadata row by row.</summary>
    private sealed class Gathered(ResponseFigures figures, ResponseContext context)
    {
        private readonly PageEnd _end = new(figures.Question);
        private readonly SortedSet<string> _sources = new(StringComparer.Ordinal);
        private readonly SortedSet<string> _notes = new(StringComparer.Ordinal);
        private Figure? _last;

        public void Add(Figure figure)
        {
            _end.Add(figure);
            // Most rows have the same source as the row before, so skip them.
            if (figure.Source != _last?.Source || figure.Derivation?.DenominatorSource != _last.Derivation?.DenominatorSource)
                _sources.UnionWith(SourcesOf(figure));
            if (!figure.Notes.Equals(_last?.Notes))
                _notes.UnionWith(figure.Notes.Notes);
            _last = figure;
        }

        public async Task<object> AboutAsync(WrittenRows written, CancellationToken cancellation)
        {
            var next = written.IsMore ? _end.Cursor : null;
            var missing = await figures.MissingAsync(next, cancellation);
            return new FiguresMeta(
                written.Count,
                next?.ToString(),
                [.. missing.Pairs.Select(p => MissingMeta.Told(p, context.Missing))],
                missing.More,
                context.Vintage.Vintage,
                context.TaxonomyVersion,
                IndicatorMeta.Of(context),
                SourceMeta.Of(context, _sources),
                _notes.Where(n => n[0] != NoteTexts.FreeText).ToDictionary(n => n, context.Notes.Of, StringComparer.Ordinal),
                Citation.Of(context, _sources)
            );
        }

        /// <summary>
        /// The providers of a row: an aggregate has several, a rate also that of its population, whose revision follows after a colon.
        /// </summary>
        private static IEnumerable<string> SourcesOf(Figure row) =>
            row.Source.Split(';').Concat(row.Derivation?.DenominatorSource?.Split(';').Select(s => s.Split(':')[0]) ?? []);
    }
}
