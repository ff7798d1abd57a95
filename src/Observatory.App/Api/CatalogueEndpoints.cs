using System.Text.Json;
using Observatory.App.Access;
using Observatory.App.Asking;
using Observatory.App.Composition;
using Observatory.App.Documents;
using Observatory.App.Http;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Warehouse.Series;

namespace Observatory.App.Api;

/// <summary>Endpoints for code lists: indicators, areas, sources and other codes of a question.</summary>
internal static class CatalogueEndpoints
{
    private const int AreasOfAPage = 1000;

    public static void Map(IEndpointRouteBuilder v1)
    {
        v1.MapGet("/indicators", IndicatorsAsync)
            .WithName("indicators")
            .WithTags("Code lists")
            .WithSummary("All indicators of the shared taxonomy")
            .Takes();
        v1.MapGet("/indicators/{code}", IndicatorAsync).WithName("indicator").WithTags("Code lists").WithSummary("One indicator").Takes();
        v1.MapGet("/areas", AreasAsync)
            .WithName("areas")
            .WithTags("Code lists")
            .WithSummary("States, subdivisions, municipalities; groups of States")
            .Takes(
                new QueryParameter("level", "0 State to 4 place"),
                new QueryParameter("parent", "Only areas in this one"),
                new QueryParameter("group", "Only members of this group"),
                new QueryParameter("limit", "Areas of a page"),
                new QueryParameter("cursor", "nextCursor of the page before")
            );
        v1.MapGet("/dimensions", DimensionsAsync)
            .WithName("dimensions")
            .WithTags("Code lists")
            .WithSummary("Breakdowns and their categories")
            .Takes();
        v1.MapGet("/providers", ProvidersAsync).WithName("providers").WithTags("Code lists").WithSummary("Who supplies figures").Takes();
        v1.MapGet("/feeds", FeedsAsync)
            .WithName("feeds")
            .WithTags("Code lists")
            .WithSummary("Scheduled feeds: when next, last result")
            .Takes()
            // Results of runs change without any change of figures, so the cache would be stale.
            .CacheOutput(p => p.NoCache());
    }

    private static async Task IndicatorsAsync(HttpContext context, Platform platform, CancellationToken cancellation)
    {
        Requests.Read(context);
        var rows = await platform.Catalogue.IndicatorsAsync(Requests.LanguageOf(context), null, cancellation);
        await AnswerAsync(context, platform, new { data = rows.Select(Shape) }, cancellation);
    }

    private static async Task IndicatorAsync(HttpContext context, string code, Platform platform, CancellationToken cancellation)
    {
        Requests.Read(context);
        var rows = await platform.Catalogue.IndicatorsAsync(Requests.LanguageOf(context), code, cancellation);
        if (rows.Count == 0)
        {
            var all = await platform.Catalogue.IndicatorsAsync(Language.En, null, cancellation);
            throw new Refusal(RefusalCodes.NotFound, ("value", code), ("nearest", NearestWord.To(code, all.Select(i => i.Code)) ?? ""));
        }
        await AnswerAsync(context, platform, Shape(rows[0]), cancellation);
    }

    private static async Task AreasAsync(HttpContext context, Platform platform, CancellationToken cancellation)
    {
        var given = Requests.Read(context, "level", "parent", "group", "limit", "cursor");
        var language = Requests.LanguageOf(context);
        var (skip, take) = (given.Number("cursor", 0, 0, int.MaxValue), given.Number("limit", AreasOfAPage, 1, 10_000));
        int? level = given.ContainsKey("level") ? given.Number("level", 0, 0, 4) : null;
        var rows = await platform.Catalogue.AreasAsync(
            language,
            level,
            given.GetValueOrDefault("parent"),
            given.GetValueOrDefault("group"),
            skip,
            take + 1,
            cancellation
        );
        var groups = await platform.Catalogue.GroupsAsync(language, cancellation);
        await AnswerAsync(
            context,
            platform,
            new
            {
                data = rows.Take(take),
                groups,
                meta = new
                {
                    nextCursor = rows.Count > take ? (skip + take).ToString(System.Globalization.CultureInfo.InvariantCulture) : null,
                },
            },
            cancellation
        );
    }

    private static async Task DimensionsAsync(HttpContext context, Platform platform, CancellationToken cancellation)
    {
        Requests.Read(context);
        var rows = await platform.Catalogue.MembersAsync(Requests.LanguageOf(context), null, cancellation);
        await AnswerAsync(
            context,
            platform,
            new
            {
                data = rows.GroupBy(r => (r.Dimension, r.DimensionLabel))
                    .Select(d => new
                    {
                        code = d.Key.Dimension,
                        label = d.Key.DimensionLabel,
                        members = d.Select(m => new
                        {
                            code = m.Code,
                            parent = m.Parent,
                            label = m.Label,
                            inPartition = m.InPartition,
                            broughtBy = m.BroughtBy,
                        }),
                    }),
            },
            cancellation
        );
    }

    private static async Task ProvidersAsync(HttpContext context, Platform platform, CancellationToken cancellation)
    {
        Requests.Read(context);
        await AnswerAsync(
            context,
            platform,
            new { data = await platform.Catalogue.ProvidersAsync(Requests.LanguageOf(context), cancellation) },
            cancellation
        );
    }

    private static async Task FeedsAsync(HttpContext context, Platform platform, CancellationToken cancellation)
    {
        Requests.Read(context);
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(
            new
            {
                data = (await platform.Feeds.ListAsync(cancellation)).Select(f =>
                    FeedDocument.Json(
                        f,
                        Requests.LanguageOf(context),
                        isForPublic: Callers.ActorOf(context).ReachOf(Permission.ReadSubmission) != Reach.All
                    )
                ),
            },
            Requests.Json,
            cancellation
        );
    }

    private static async Task AnswerAsync(HttpContext context, Platform platform, object document, CancellationToken cancellation)
    {
        if (
            Requests.IsKnown(
                context,
                await platform.Sources.Vintages.NewestAsync(cancellation),
                platform.Library.Current().Taxonomy.Version,
                "catalogue"
            )
        )
            return;
        await context.Response.WriteAsJsonAsync(document, Requests.Json, cancellation);
    }

    private static object Shape(IndicatorRow row) =>
        new
        {
            code = row.Code,
            theme = row.Theme,
            label = row.Label,
            definition = row.Definition,
            unit = row.Unit,
            unitLabel = row.UnitLabel,
            countingUnit = row.CountingUnit,
            kind = row.Kind,
            isStock = row.IsStock,
            formula = row.Formula,
            rateOf = row.RateOf,
            decimals = row.Decimals,
            higherIsWorse = row.HigherIsWorse,
            iccs = row.IccsCodes,
            crosswalks = JsonDocument.Parse(row.Crosswalks).RootElement,
            dimensions = row.Dimensions,
            coverage = new { states = row.States },
        };
}
