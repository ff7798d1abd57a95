using System.Runtime.CompilerServices;
using Observatory.Core.Checking;
using Observatory.Core.Deriving;
using Observatory.Core.Figures;
using Observatory.Core.Series;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Questions.Stages;
using Observatory.Warehouse.Series;

namespace Observatory.Warehouse.Questions;

/// <summary>
/// Answers questions with figures: stored ones and their sums, rates over the declared population, shares, and aggregates of groups of
/// States. The API, the commands, pages and tables all use this class.
/// </summary>
/// <remarks>
/// A rate that an office reports uses its own population and is a series of its own (methodology section 4, rule 20). It is returned beside
/// ours, with a note, if the question names its source or asks for all sources, and never replaces ours. If there is no count to derive a
/// rate from, a figure without a value has a note that the office publishes a rate.
/// </remarks>
public sealed class FigureReader
{
    private readonly QuestionResolver _resolver;
    private readonly StarFigures _star;
    private readonly SeriesRules _rules;
    private readonly SpeakingSources _speaking;
    private readonly DeclaredPopulation _population;

    public FigureReader(DataSources sources, CatalogueReader catalogue, QuestionResolver resolver)
    {
        _resolver = resolver;
        _speaking = new SpeakingSources(sources);
        _rules = new SeriesRules(sources, _speaking);
        _star = new StarFigures(sources, new FigureFetch(sources), _rules);
        _population = new DeclaredPopulation(sources, catalogue);
    }

    /// <summary>The requested figures, as a stream.</summary>
    /// <exception cref="Refusal">As <see cref="QuestionResolver.ResolveAsync"/>.</exception>
    public async IAsyncEnumerable<Figure> ReadAsync(ObservationQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var figure in ReadAsync(await _resolver.ResolveAsync(query, cancellation), null, cancellation))
            yield return figure;
    }

    /// <summary>
    /// The requested figures as a stream, ordered by indicator, area, source, breakdown and period; the aggregates of each indicator follow
    /// its areas.
    /// </summary>
    /// <param name="pairs">Receives the pairs of indicator and area that have figures; null if nobody needs them.</param>
    public IAsyncEnumerable<Figure> ReadAsync(ResolvedQuestion question, AskedPairs? pairs, CancellationToken cancellation) =>
        question.IsDerived
            ? StagesOf(question, pairs).Of(DerivedAsync(question, cancellation), cancellation)
            : StarAsync(question, StagesOf(question, pairs), cancellation);

    /// <summary>Only stored figures and their sums; for a derived indicator, the figures that offices themselves report.</summary>
    internal IAsyncEnumerable<Figure> StarAsync(ResolvedQuestion question, CancellationToken cancellation) =>
        StarAsync(question, StagesOf(question, null), cancellation);

    private IAsyncEnumerable<Figure> StarAsync(ResolvedQuestion question, List<IFigureStage> stages, CancellationToken cancellation) =>
        _star.ReadAsync(question, question.ToFetch([.. question.Indicators.Select(i => i.Row.Code)]), stages, cancellation);

    /// <summary>Stored figures and their sums, without breaks, derived indicators and aggregates.</summary>
    internal async IAsyncEnumerable<Figure> StoredAsync(ObservationQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var question = await _resolver.ResolveAsync(query, cancellation);
        var asked = question.ToFetch([.. question.Indicators.Select(i => i.Row.Code)]);
        IFigureStage[] stages = query.Statuses.Count > 0 ? [new AskedStatuses(query.Statuses)] : [];
        await foreach (var figure in stages.Of(_star.StoredAsync(asked, cancellation), cancellation))
            yield return figure;
    }

    /// <summary>The question for the numerator of a derived figure; null if the question is not about a derived figure.</summary>
    /// <exception cref="Refusal">
    /// PARAMETER_VALUE for an aggregate: it is made of its members' figures, each of which can be explained.
    /// </exception>
    internal static ObservationQuery? NumeratorOf(ResolvedQuestion question)
    {
        if (question.Groups is [var group, ..])
            throw new Refusal(
                RefusalCodes.ParameterValue,
                ("column", "area"),
                ("value", question.Asked.Areas[0]),
                ("expected", string.Join(", ", group.Members.Take(3).Select(m => m.Area)))
            );
        return
            question is { Asked.Frequency: Frequency.Annual, Indicators: [{ Derived: { } derived }] }
            && derived.Formula.Numerator is var above
            && Terms.HeldTo(above, question.Asked.Breakdown) is { } breakdown
            ? question.Asked with
            {
                Indicators = [above.Indicator],
                Breakdown = breakdown,
            }
            : null;
    }

    /// <summary>The last stages of every answer, in order.</summary>
    private static List<IFigureStage> StagesOf(ResolvedQuestion question, AskedPairs? pairs)
    {
        var query = question.Asked;
        List<IFigureStage> stages = [];
        // For derived indicators, changes are computed together with the figures, before aggregates are.
        if (query.Growth && !question.IsDerived)
            stages.Add(new YearlyChange(question.Taxonomy));
        if (query.Growth && query.From is { } first)
            stages.Add(new AskedPeriods(first));
        if (query.Statuses.Count > 0)
            stages.Add(new AskedStatuses(query.Statuses));
        if (query.LastNObservations is { } count)
            stages.Add(new NewestOfSeries(count));
        if (pairs is not null)
            stages.Add(new WithFigures(pairs));
        if (query.After is not null || query.Take is not null)
            stages.Add(new Page(query.After, query.Take));
        return stages;
    }

    private async IAsyncEnumerable<Figure> DerivedAsync(ResolvedQuestion question, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var whole = question.ToFetch([]);
        if (question.Asked.Growth)
            whole = new YearlyChange(question.Taxonomy).Widened(whole);
        var population = await _population.OfAsync(question, whole, cancellation);
        foreach (var indicator in question.Indicators)
        {
            var growth = question.Asked.Growth ? new YearlyChange(question.Taxonomy) : null;
            var sums = Aggregates.Of(question, indicator, population, question.Asked.Sources.Count > 1 || IsAll(question.Asked.Sources));
            await foreach (var figure in FiguresAsync(question, whole, indicator, population, cancellation))
            {
                sums.Add(figure);
                var compared = growth?.Next(figure) ?? figure;
                if (question.OwnAreas.Contains(compared.Area) || sums.Lists(compared))
                    yield return compared;
            }
            await foreach (var aggregate in AggregatesAsync(question, whole, indicator, population, sums, cancellation))
                yield return aggregate;
        }
    }

    /// <summary>
    /// The aggregates of an indicator. If the question asks for all sources, the aggregates of the preferred sources come first: they are
    /// requested separately, and an identical aggregate of a single source is left out.
    /// </summary>
    private async IAsyncEnumerable<Figure> AggregatesAsync(
        ResolvedQuestion question,
        FetchQuestion whole,
        AskedIndicator indicator,
        Population population,
        Aggregates bySource,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var preferred = Aggregates.Of(question, indicator, population, false);
        if (question.Groups.Count > 0 && IsAll(question.Asked.Sources))
            await foreach (
                var figure in FiguresAsync(
                    question,
                    whole with
                    {
                        Sources = [],
                        Areas = question.Members,
                    },
                    indicator,
                    population,
                    cancellation
                )
            )
                preferred.Add(figure);
        foreach (var group in question.Groups)
        {
            var first = preferred.OfGroup(group).ToList();
            foreach (var figure in first)
                yield return figure;
            foreach (
                var figure in bySource
                    .OfGroup(group)
                    .Where(r => !first.Exists(f => (f.Period, f.Source) == (r.Period, r.Source) && f.Breakdown.Equals(r.Breakdown)))
            )
                yield return figure;
        }
    }

    /// <summary>The figures of areas: stored ones, or derived ones followed by those that offices themselves report.</summary>
    private async IAsyncEnumerable<Figure> FiguresAsync(
        ResolvedQuestion question,
        FetchQuestion whole,
        AskedIndicator indicator,
        Population population,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var asked = whole with { Indicators = [indicator.Row.Code] };
        var own = _star.ReadAsync(question, asked, [], cancellation);
        if (indicator.Row.Code == DerivingPolicy.PopulationIndicator)
        {
            await foreach (var figure in PeopleAsync(population, asked, own, cancellation))
                yield return figure;
            yield break;
        }
        if (indicator.Derived is not { } derived)
        {
            await foreach (var figure in own)
                yield return figure;
            yield break;
        }
        // Offices do not report most derived indicators, and then there is no series of theirs to fetch.
        var terms = new Terms(_star, question, asked);
        var isReported =
            asked.Frequency != Frequency.Annual
            || !terms.IsAskable(derived.Formula.Numerator)
            || (await _speaking.WithFiguresAsync([indicator.Row.Code], null, cancellation)).Count > 0;
        var answered = new HashSet<(string Area, TimePeriod Period, Breakdown Breakdown)>();
        if (asked.Frequency == Frequency.Annual)
        {
            var computed = derived.Formula.IsOverPopulation
                ? RatesAsync(terms, derived, population, question, cancellation)
                : SharesAsync(terms, derived, cancellation);
            IFigureStage breaks = await _rules.BreaksOfDerivedAsync(question.Taxonomy, cancellation);
            await foreach (var figure in breaks.Of(computed, cancellation))
            {
                if (isReported)
                    answered.Add((figure.Area, figure.Period, figure.Breakdown));
                yield return figure;
            }
        }
        if (!isReported)
            yield break;
        await foreach (var figure in own)
        {
            if (asked.Sources.Count > 0)
                yield return figure with
                {
                    Notes = figure.Notes.With(DerivingNotes.RateOfOffice),
                };
            else if (answered.Add((figure.Area, figure.Period, figure.Breakdown)))
                yield return figure.Emptied() with
                {
                    Statuses = StatusSet.Of([StatusSet.MissingCode]),
                    Notes = NoteSet.Of(DerivingNotes.OnlyRateOfOffice),
                };
        }
    }

    /// <summary>
    /// The declared population, followed by offices' figures of areas and periods that it does not cover; with all sources, all of them.
    /// </summary>
    private static async IAsyncEnumerable<Figure> PeopleAsync(
        Population population,
        FetchQuestion asked,
        IAsyncEnumerable<Figure> own,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var answered = new HashSet<(string Area, TimePeriod Period, Breakdown Breakdown)>();
        var isAsked =
            asked.Frequency == Frequency.Annual
            && (
                asked.Sources.Count == 0
                || IsAll(asked.Sources)
                || (population.Provider is { } provider && asked.Sources.Contains(provider))
            );
        foreach (var figure in isAsked ? population.Figures(asked) : [])
        {
            answered.Add((figure.Area, figure.Period, figure.Breakdown));
            yield return figure;
        }
        await foreach (var figure in own.WithCancellation(cancellation))
            if (asked.Sources.Count > 0 || !answered.Contains((figure.Area, figure.Period, figure.Breakdown)))
                yield return figure;
    }

    private static async IAsyncEnumerable<Figure> RatesAsync(
        Terms terms,
        DerivedIndicator derived,
        Population population,
        ResolvedQuestion question,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var deriver = new RateDeriver(derived, population, question.Taxonomy);
        await foreach (var count in terms.ReadAsync(derived.Formula.Numerator, null, cancellation))
            yield return deriver.Of(count);
    }

    private static async IAsyncEnumerable<Figure> SharesAsync(
        Terms terms,
        DerivedIndicator derived,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var below = derived.Formula.Denominator;
        var bySource = new Dictionary<(string Area, TimePeriod Period, Breakdown Breakdown, string Source), Figure>();
        await foreach (var figure in terms.ReadAsync(below, [ObservationQuery.Every], cancellation))
            bySource[(figure.Area, figure.Period, figure.Breakdown, figure.Source)] = figure;
        var preferred = new Dictionary<(string Area, TimePeriod Period, Breakdown Breakdown), Figure>();
        if (!derived.IsShareOfCounts)
            await foreach (var figure in terms.ReadAsync(below, [], cancellation))
                preferred[(figure.Area, figure.Period, figure.Breakdown)] = figure;
        var deriver = new ShareDeriver(derived);
        await foreach (var figure in terms.ReadAsync(derived.Formula.Numerator, null, cancellation))
            yield return deriver.Of(
                figure,
                bySource.GetValueOrDefault((figure.Area, figure.Period, figure.Breakdown, figure.Source))
                    ?? preferred.GetValueOrDefault((figure.Area, figure.Period, figure.Breakdown))
            );
    }

    private static bool IsAll(IReadOnlyList<string> sources) => sources.Contains(ObservationQuery.Every);
}
