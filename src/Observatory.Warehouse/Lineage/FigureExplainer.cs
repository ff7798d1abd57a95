using Observatory.Core.Checking;
using Observatory.Core.Deriving;
using Observatory.Core.Figures;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Questions;

namespace Observatory.Warehouse.Lineage;

/// <summary>Traces any figure of an answer to its cells; a rate or a share by its numerator.</summary>
public sealed class FigureExplainer(QuestionResolver resolver, FigureReader figures, LineageReader lineage)
{
    /// <summary>
    /// The cells behind one figure. For a rate or share they are the cells of its numerator; its denominator is named in the figure, and is
    /// the declared population or a figure that can be explained separately.
    /// </summary>
    /// <exception cref="Refusal">
    /// FIGURE_UNKNOWN, SOURCE_GONE, SOURCE_DAMAGED; PARAMETER_VALUE for an aggregate, which has no cells of its own, only its members have;
    /// and as
    /// <see cref="QuestionResolver.ResolveAsync"/>.
    /// </exception>
    public async Task<Explanation> ExplainAsync(ObservationQuery query, CancellationToken cancellation)
    {
        using var steady = ReaderSource.Steady();
        var question = await resolver.ResolveAsync(query with { Take = 1, After = null }, cancellation);
        // The declared population comes with the taxonomy, so it has no file.
        if (query.Indicators is [DerivingPolicy.PopulationIndicator] && await FirstAsync(question) is { Submission: 0 } people)
            return new Explanation(people, [], null, 0);
        // A rate that an office itself reports is stored as any other figure: it has no derivation.
        if (FigureReader.NumeratorOf(question) is { } above && await FirstAsync(question) is { Derivation: not null } computed)
        {
            var numerator = await resolver.ResolveAsync(above with { Sources = [computed.Source] }, cancellation);
            return await lineage.ExplainAsync(numerator, cancellation) with { Figure = computed };
        }
        return await lineage.ExplainAsync(question, cancellation);

        async Task<Figure?> FirstAsync(ResolvedQuestion of)
        {
            await foreach (var figure in figures.ReadAsync(of, null, cancellation))
                return figure;
            return null;
        }
    }
}
