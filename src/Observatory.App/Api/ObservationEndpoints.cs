using Observatory.App.Asking;
using Observatory.App.Composition;
using Observatory.App.Http;
using Observatory.App.Limits;
using Observatory.App.Responses;
using Observatory.Core.Checking;
using Observatory.Core.Output;
using Observatory.Core.Series;
using Observatory.Warehouse.Lineage;

namespace Observatory.App.Api;

/// <summary>Endpoints for figures, and for the cells behind them.</summary>
internal static class ObservationEndpoints
{
    private static readonly QueryParameter[] OneFigure =
    [
        new("indicator", "Indicator code", true),
        new("area", "Area code", true),
        new("period", "2015, 2015-Q2, 2015-07", true),
        new("freq", "A, S, Q or M; otherwise that of the period"),
        .. BreakdownDimensions.All.Select(d => new QueryParameter(d, $"Member of {d}; default _T")),
        new("source", "Provider code; default the preferred source"),
        new("asOf", "Instant or date: the answer as it was then"),
        new("publishedBy", "Date: the newest figure that its source had published by then, whenever it was loaded"),
    ];

    private static readonly QueryParameter[] Figures =
    [
        new("indicator", "Indicator codes, separated by commas", true),
        new(
            "area",
            "Area codes; group:CODE for the members of a group and their aggregate, the group's code (OAS) for the aggregate "
                + "alone; all States where none is given"
        ),
        new("parent", "All areas of the given level inside this one"),
        new("level", "0 State, 1 and 2 subdivisions, 3 municipality, 4 place"),
        new("from", "First period, inclusive"),
        new("to", "Last period, inclusive"),
        new("period", "One period"),
        new("freq", "A (default), S, Q, M"),
        .. BreakdownDimensions.All.Select(d => new QueryParameter(d, $"Members of {d}, or * for all; default _T")),
        new("source", "Provider codes, or * for all side by side; default the preferred source of each area and indicator"),
        new("asOf", "Instant or date: the answer as it was then"),
        new("publishedBy", "Date: the newest figure that each source had published by then, whenever it was loaded"),
        new("panel", "fixed: aggregates of the States that have every period; all (default): of those that have each"),
        new("status", "Only figures with these observation statuses"),
        new("format", "json (default) or csv"),
        new("labels", "codes (default), names, both"),
        new("limit", "Rows of a JSON page"),
        new("cursor", "nextCursor of the page before"),
        new("bom", "false for a CSV without byte-order mark"),
        new("lastNObservations", "Only this many of the newest figures of each series"),
        new("growth", "true: each figure's change since the same period of the year before, in percent, percentages in points"),
    ];

    public static void Map(IEndpointRouteBuilder v1)
    {
        v1.MapGet("/observations", ObservationsAsync)
            .WithName("observations")
            .AnswersTable(typeof(ObservationResponse), typeof(FiguresMeta))
            .WithTags("Figures")
            .WithSummary("Figures by indicator, area, period and breakdown")
            .Takes(Figures);
        v1.MapGet("/observations/source", SourceAsync)
            .WithName("source")
            .Answers(typeof(LineageResponse))
            .WithTags("Figures")
            .WithSummary("The cells of the files that one figure came from")
            .Takes(OneFigure);
    }

    private static async Task ObservationsAsync(
        HttpContext context,
        Platform platform,
        ResponseSpool spool,
        HeavyQuestions heavy,
        TableFormats formats,
        CancellationToken cancellation
    )
    {
        var request = ObservationRequest.Parse(Requests.Pairs(context));
        var format = formats.Find(request.Format) ?? ResponseFormat.Accepted(context, formats);
        var questions = platform.Questions;
        // Resolve the question first, so that a refusal comes before any figure is fetched.
        var question = await questions.ResolveAsync(request, format.IsPaged, cancellation);
        var answer = await questions.ContextOfAsync(request, Requests.LanguageOf(context), cancellation);
        if (Requests.IsKnown(context, answer.Vintage, answer.TaxonomyVersion, format.Format))
            return;
        ResponseFormat.Announce(context, format, "observations");
        var caller = RateGuard.CallerOf(context);
        await spool.SendAsync(
            context,
            caller,
            async (body, stop) =>
            {
                using var turn = await heavy.EnterAsync(caller, question.Size, stop);
                var figures = questions.FiguresOf(question, stop);
                await format.WriteAsync(
                    body,
                    FigureTable.Of(figures, answer, request.Limit),
                    new TableOptions(request.ByteOrderMark),
                    stop
                );
            },
            cancellation
        );
    }

    private static async Task SourceAsync(HttpContext context, Platform platform, HeavyQuestions heavy, CancellationToken cancellation)
    {
        var request = ObservationRequest.Parse(Requests.Pairs(context));
        if (request.Query.From is null)
            throw new Refusal(RefusalCodes.ParameterMissing, ("value", "period"));
        if (request.Query.Areas.Count != 1)
            throw new Refusal(RefusalCodes.ParameterMissing, ("value", "area"));
        _ = await platform.Resolver.ResolveAsync(request.Query, cancellation);
        if (
            Requests.IsKnown(
                context,
                await platform.Sources.Vintages.NewestAsync(cancellation),
                platform.Library.Current().Taxonomy.Version,
                "source"
            )
        )
            return;
        await DeclaredAnswers.WriteAsync(context, LineageDocuments.Json(await ExplainAsync()), cancellation);

        // Release the turn before the response is sent, so that a slow reader does not hold it.
        async Task<Explanation> ExplainAsync()
        {
            using var turn = await heavy.EnterReadingAsync(RateGuard.CallerOf(context), cancellation);
            return await platform.Explaining.ExplainAsync(request.Query, cancellation);
        }
    }
}
