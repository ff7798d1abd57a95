using System.Globalization;
using Observatory.App.Asking;
using Observatory.App.Composition;
using Observatory.App.Http;
using Observatory.App.Limits;
using Observatory.App.Responses;
using Observatory.Core.Output;
using Observatory.Core.Series;
using Observatory.Warehouse.Questions;
using Observatory.Warehouse.Series;

namespace Observatory.App.Api;

/// <summary>Endpoints for the history of cells, and for the coverage of reports.</summary>
internal static class HistoryEndpoints
{
    private const int RowsOfAPage = 1000;

    private static readonly QueryParameter[] Cells =
    [
        new("indicator", "Indicator codes, separated by commas", true),
        new("area", "Area codes, group:CODE; all States if none is given"),
        new("parent", "All areas of the given level inside this one"),
        new("level", "0 State, 1 and 2 subdivisions, 3 municipality, 4 place"),
        new("from", "First period, inclusive"),
        new("to", "Last period, inclusive"),
        new("period", "One period"),
        new("freq", "A, S, Q or M; otherwise as it was reported"),
        .. BreakdownDimensions.All.Select(d => new QueryParameter(d, $"Members of {d}, or * for all; default _T")),
        new("source", "Provider codes, or * for all side by side; default the preferred source of each area and indicator"),
        new("format", "json (default) or csv"),
        new("limit", "Rows of a JSON page"),
        new("cursor", "nextCursor of the page before"),
        new("bom", "false for a CSV without byte-order mark"),
    ];

    private static readonly QueryParameter[] Reports =
    [
        new("indicator", "Indicator codes, separated by commas; all if none is given"),
        new("area", "Area codes, group:CODE; with all that lies in them"),
        new("source", "Provider codes"),
        new("freq", "A, S, Q or M"),
        new("level", "Level of the areas reported: 0 State to 4 place"),
        new("format", "json (default) or csv"),
        new("limit", "Rows of a JSON page"),
        new("cursor", "nextCursor of the page before"),
        new("bom", "false for a CSV without byte-order mark"),
    ];

    public static void Map(IEndpointRouteBuilder v1)
    {
        v1.MapGet("/revisions", RevisionsAsync)
            .WithName("revisions")
            .AnswersTable(typeof(RevisionResponse), typeof(RevisionsMeta))
            .WithTags("Figures")
            .WithSummary("Every value that reported cells have had, with submission and time")
            .Takes(Cells);
        v1.MapGet("/coverage", CoverageAsync)
            .WithName("coverage")
            .Answers(typeof(Listed<CoverageResponse, CoverageMeta>))
            .AnswersAs("text/csv")
            .WithTags("Figures")
            .WithSummary("Who reported what, for which periods, when, with what delay and how completely")
            .Takes(Reports)
            // Lateness changes with the day.
            .CacheOutput(ResponseCaching.OfDay);
    }

    private static async Task RevisionsAsync(
        HttpContext context,
        Platform platform,
        ResponseSpool spool,
        HeavyQuestions heavy,
        TableFormats formats,
        CancellationToken cancellation
    )
    {
        var request = RevisionRequest.Parse(Requests.Pairs(context));
        var format = formats.Find(request.Asked.Format) ?? ResponseFormat.Accepted(context, formats);
        // Stored values of cells may have any source and frequency; derived figures have no stored values.
        var question = await platform.Resolver.ResolveAsync(
            request.Asked.Query.Sources.Count > 0 ? request.Asked.Query : request.Asked.Query with { Sources = [ObservationQuery.Every] },
            cancellation
        );
        var questions = platform.Questions;
        var answer = await questions.ContextOfAsync(request.Asked, Requests.LanguageOf(context), cancellation);
        if (Requests.IsKnown(context, answer.Vintage, answer.TaxonomyVersion, format.Format))
            return;
        var query = format.IsPaged ? request.Asked.Query with { Take = request.Asked.Limit + 1 } : request.Asked.Query;
        ResponseFormat.Announce(context, format, "revisions");
        var caller = RateGuard.CallerOf(context);
        await spool.SendAsync(
            context,
            caller,
            async (body, stop) =>
            {
                using var turn = await heavy.EnterAsync(caller, question.Size, stop);
                var rows = platform.Revisions.ReadAsync(query, request.Frequency, request.Skip, stop);
                await format.WriteAsync(
                    body,
                    RevisionTable.Of(rows, answer, request.Skip, request.Asked.Limit),
                    new TableOptions(request.Asked.ByteOrderMark),
                    stop
                );
            },
            cancellation
        );
    }

    private static async Task CoverageAsync(HttpContext context, Platform platform, HeavyQuestions heavy, CancellationToken cancellation)
    {
        var given = Requests.Read(context, [.. CoverageRequest.Narrowing, "format", "limit", "cursor", "bom"]);
        var format = TableFormats.Shipped.Find(given.GetValueOrDefault("format")) ?? ResponseFormat.Accepted(context, TableFormats.Shipped);
        var (skip, take) = (given.Number("cursor", 0, 0, int.MaxValue), given.Number("limit", RowsOfAPage, 1, ObservationRequest.MaxLimit));
        var query = CoverageRequest.Parse(given) with { Skip = skip, Take = format.IsPaged ? take + 1 : null };
        var byteOrderMark = ObservationRequest.Flag("bom", given.GetValueOrDefault("bom")) ?? true;
        var newest = await platform.Sources.Vintages.NewestAsync(cancellation);
        var (library, today) = (platform.Library.Current(), platform.Clock.GetCurrentInstant().InUtc().Date);
        if (Requests.IsKnown(context, newest, library.Taxonomy.Version, $"{format.Format}\n{Timeliness.Mark(library, today)}"))
            return;
        IReadOnlyList<CoverageRow> rows;
        CoverageDocuments answers;
        using (await heavy.EnterReportsAsync(RateGuard.CallerOf(context), cancellation))
        {
            rows = await platform.Coverage.ReadAsync(query, cancellation);
            answers = new CoverageDocuments(await platform.Coverage.ScopesAsync(rows, cancellation), library, today);
        }
        if (!format.IsPaged)
        {
            ResponseFormat.Announce(context, format, "coverage");
            await answers.WriteCsvAsync(context.Response.Body, rows, byteOrderMark, cancellation);
            return;
        }
        var answer = Listed.Of(
            rows.Take(take).Select(answers.Json),
            new CoverageMeta
            {
                Count = Math.Min(rows.Count, take),
                NextCursor = rows.Count > take ? (skip + take).ToString(CultureInfo.InvariantCulture) : null,
            }
        );
        await DeclaredAnswers.WriteAsync(context, answer, cancellation);
    }
}
