using Observatory.Core.Languages;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Questions;
using Observatory.Warehouse.Series;
using Observatory.Warehouse.Taxonomy;

namespace Observatory.App.Asking;

/// <summary>Puts together what an answer needs beside its rows; the API and the verb <c>query</c> both ask here.</summary>
public sealed class QuestionDesk(
    DataSources sources,
    QuestionResolver resolver,
    FigureReader figures,
    CatalogueReader catalogue,
    MappingLibrary library
)
{
    private readonly MissingFigures _missing = new(sources);

    /// <summary>What is asked, in a form that can be answered.</summary>
    /// <param name="isPage">True for a page of <see cref="ObservationRequest.Limit"/> figures: one more is asked for, to know whether there
    /// is another page. False for the whole answer.</param>
    /// <exception cref="Core.Checking.Refusal">As <see cref="QuestionResolver.ResolveAsync"/>.</exception>
    public Task<ResolvedQuestion> ResolveAsync(ObservationRequest request, bool isPage, CancellationToken cancellation) =>
        resolver.ResolveAsync(isPage ? request.Query with { Take = request.Limit + 1 } : request.Query, cancellation);

    public async Task<ResponseContext> ContextOfAsync(ObservationRequest request, Language language, CancellationToken cancellation)
    {
        var indicators = await catalogue.IndicatorsAsync(language, null, cancellation);
        var providers = await catalogue.ProvidersAsync(language, cancellation);
        IReadOnlyDictionary<string, string> areas =
            request.Labels == LabelChoice.Codes
                ? new Dictionary<string, string>()
                : await catalogue.AreaLabelsAsync(language, cancellation);
        return new ResponseContext(
            language,
            request.Labels,
            indicators.Where(i => request.Query.Indicators.Contains(i.Code)).ToDictionary(i => i.Code, StringComparer.Ordinal),
            providers.ToDictionary(p => p.Code, StringComparer.Ordinal),
            areas,
            await sources.Vintages.NewestAsync(cancellation),
            library.Current().Taxonomy.Version,
            new NoteTexts(library, language),
            new MissingTexts(library.Current().Taxonomy, language)
        )
        {
            Growth = request.Query.Growth,
        };
    }

    /// <summary>The figures of the answer, as a stream; of a page one more than it holds.</summary>
    /// <exception cref="Core.Checking.Refusal">CURSOR_UNFIT where the figure that the cursor names was never answered.</exception>
    public ResponseFigures FiguresOf(ResolvedQuestion question, CancellationToken cancellation)
    {
        var pairs = new AskedPairs(question);
        return new ResponseFigures(question, figures.ReadAsync(question, pairs, cancellation), pairs, _missing);
    }
}
