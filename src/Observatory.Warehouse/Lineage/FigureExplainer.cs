using Observatory.Core.Checking;
using Observatory.Core.Deriving;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Series;

namespace Observatory.Warehouse.Lineage;

/// <summary>Follows any figure of an answer to cells: a rate or a share by the count above its line.</summary>
public sealed class FigureExplainer(FigureReader figures, LineageReader lineage)
{
    /// <summary>
    /// The cells behind one figure. Of a rate or share they are those of its numerator; its denominator is named in the figure, and is
    /// the declared population or a figure that can be asked for in its turn.
    /// </summary>
    /// <exception cref="Refusal">FIGURE_UNKNOWN, SOURCE_GONE, SOURCE_DAMAGED; PARAMETER_VALUE for an aggregate, whose members have cells
    /// and not it.</exception>
    public async Task<Explanation> ExplainAsync(ObservationQuery query, CancellationToken cancellation)
    {
        using var steady = ReaderSource.Steady();
        if (query.Indicators is [DerivingPolicy.PopulationIndicator])
            await foreach (var row in figures.ReadAsync(query with { Take = 1 }, cancellation))
                // The declared population comes with the taxonomy, not with a file that was sent.
                if (row.Submission == 0)
                    return new Explanation(row, [], null, 0);
        if (figures.NumeratorOf(query) is not { } above)
            return await lineage.ExplainAsync(query, cancellation);
        await foreach (var row in figures.ReadAsync(query with { Take = 1 }, cancellation))
        {
            // The rate that an office itself reports is a figure of the star like any other.
            if (row.Derivation is null)
                break;
            var explanation = await lineage.ExplainAsync(above with { Sources = [row.Source] }, cancellation);
            return explanation with { Figure = row };
        }
        return await lineage.ExplainAsync(query, cancellation);
    }
}
