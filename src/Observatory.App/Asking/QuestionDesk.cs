using Observatory.Core.Languages;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Questions;
using Observatory.Warehouse.Series;
using Observatory.Warehouse.Taxonomy;

namespace Observatory.App.Asking;

/// <summary>Assembles an answer: its figures and what belongs with them. The API and the command <c>query</c> use the same.</summary>
public sealed class QuestionDesk(
    DataSources sources,
    QuestionResolver resolver,
    FigureReader figures,
    CatalogueReader catalogue,
    MappingLibrary library
)
{
    private readonly MissingFigures _missing = new(sources);

    /// <summary>Resolves a request into a question that can be answered.</summary>
    /// <param name="isPage">
    /// True for a page of <see cref="ObservationRequest.Limit"/> figures: one more is requested, to know whether another page follows.
    /// False for the whole answer.
    /// </param>
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

    /// <summary>The figures of the answer as a stream; for a page, one more than the page has.</summary>
    /// <exception cref="Core.Checking.Refusal">CURSOR_UNFIT if the figure that the cursor names is not in the answer.</exception>
    public ResponseFigures FiguresOf(ResolvedQuestion question, CancellationToken cancellation)
    {
        var pairs = new AskedPairs(question);
        return new ResponseFigures(question, figures.ReadAsync(question, pairs, cancellation), pairs, _missing);
    }
}
