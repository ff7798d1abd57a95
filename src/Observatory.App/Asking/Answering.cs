using Observatory.Core.Languages;
using Observatory.Warehouse.Series;
using Observatory.Warehouse.Taxonomy;

namespace Observatory.App.Asking;

/// <summary>Puts together what an answer needs beside its rows; the API and the verb <c>query</c> both ask here.</summary>
public sealed class Answering(SeriesReader series, FigureReader figures, CatalogueReader catalogue, MappingLibrary library)
{
    public async Task<AnswerContext> ContextOfAsync(ObservationRequest request, Language language, CancellationToken cancellation)
    {
        var indicators = await catalogue.IndicatorsAsync(language, null, cancellation);
        var providers = await catalogue.ProvidersAsync(language, cancellation);
        IReadOnlyDictionary<string, string> areas =
            request.Labels == LabelChoice.Codes
                ? new Dictionary<string, string>()
                : await catalogue.AreaLabelsAsync(language, cancellation);
        return new AnswerContext(
            language,
            request.Labels,
            indicators.Where(i => request.Query.Indicators.Contains(i.Code)).ToDictionary(i => i.Code, StringComparer.Ordinal),
            providers.ToDictionary(p => p.Code, StringComparer.Ordinal),
            areas,
            await series.NewestLoadAsync(cancellation),
            library.Current().Taxonomy.Version,
            new NoteTexts(library, language)
        )
        {
            Growth = request.Query.Growth,
        };
    }

    /// <summary>The rows of a page, one more than it holds, or all of them.</summary>
    public IAsyncEnumerable<ObservationRow> RowsOf(ObservationRequest request, bool page, CancellationToken cancellation) =>
        figures.ReadAsync(page ? request.Query with { Take = request.Limit + 1 } : request.Query, cancellation);
}
