using System.Text.Json;
using Observatory.App.Access;
using Observatory.App.Asking;
using Observatory.App.Composition;
using Observatory.App.Documents;
using Observatory.App.Http;
using Observatory.App.Responses;
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
            .Answers(typeof(Listed<IndicatorResponse>))
            .WithTags("Code lists")
            .WithSummary("All indicators of the shared taxonomy")
            .Takes();
        v1.MapGet("/indicators/{code}", IndicatorAsync)
            .WithName("indicator")
            .Answers(typeof(IndicatorResponse))
            .WithTags("Code lists")
            .WithSummary("One indicator")
            .Takes();
        v1.MapGet("/areas", AreasAsync)
            .WithName("areas")
            .Answers(typeof(AreasResponse))
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
            .Answers(typeof(Listed<DimensionResponse>))
            .WithTags("Code lists")
            .WithSummary("Breakdowns and their categories")
            .Takes();
        v1.MapGet("/providers", ProvidersAsync)
            .WithName("providers")
            .Answers(typeof(Listed<ProviderRow>))
            .WithTags("Code lists")
            .WithSummary("Who supplies figures")
            .Takes();
        v1.MapGet("/feeds", FeedsAsync)
            .WithName("feeds")
            .Answers(typeof(Listed<FeedResponse>))
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
        await AnswerAsync(context, platform, Listed.Of(rows.Select(Shape)), cancellation);
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
            new AreasResponse
            {
                Data = rows.Take(take),
                Groups = groups,
                Meta = new PageMeta
                {
                    NextCursor = rows.Count > take ? (skip + take).ToString(System.Globalization.CultureInfo.InvariantCulture) : null,
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
            Listed.Of(
                rows.GroupBy(r => (r.Dimension, r.DimensionLabel))
                    .Select(d => new DimensionResponse
                    {
                        Code = d.Key.Dimension,
                        Label = d.Key.DimensionLabel,
                        Members = d.Select(m => new MemberResponse
                        {
                            Code = m.Code,
                            Parent = m.Parent,
                            Label = m.Label,
                            InPartition = m.InPartition,
                            BroughtBy = m.BroughtBy,
                        }),
                    })
            ),
            cancellation
        );
    }

    private static async Task ProvidersAsync(HttpContext context, Platform platform, CancellationToken cancellation)
    {
        Requests.Read(context);
        await AnswerAsync(
            context,
            platform,
            Listed.Of(await platform.Catalogue.ProvidersAsync(Requests.LanguageOf(context), cancellation)),
            cancellation
        );
    }

    private static async Task FeedsAsync(HttpContext context, Platform platform, CancellationToken cancellation)
    {
        Requests.Read(context);
        context.Response.Headers.CacheControl = "no-store";
        await DeclaredAnswers.WriteAsync(
            context,
            Listed.Of(
                (await platform.Feeds.ListAsync(cancellation)).Select(f =>
                    FeedDocument.Json(
                        f,
                        Requests.LanguageOf(context),
                        isForPublic: Callers.ActorOf(context).ReachOf(Permission.ReadSubmission) != Reach.All
                    )
                )
            ),
            cancellation
        );
    }

    private static async Task AnswerAsync<T>(HttpContext context, Platform platform, T document, CancellationToken cancellation)
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
        await DeclaredAnswers.WriteAsync(context, document, cancellation);
    }

    private static IndicatorResponse Shape(IndicatorRow row) =>
        new IndicatorResponse
        {
            Code = row.Code,
            Theme = row.Theme,
            Label = row.Label,
            Definition = row.Definition,
            Unit = row.Unit,
            UnitLabel = row.UnitLabel,
            CountingUnit = row.CountingUnit,
            Kind = row.Kind,
            IsStock = row.IsStock,
            Formula = row.Formula,
            RateOf = row.RateOf,
            Decimals = row.Decimals,
            HigherIsWorse = row.HigherIsWorse,
            Iccs = row.IccsCodes,
            Crosswalks = JsonDocument.Parse(row.Crosswalks).RootElement,
            Dimensions = row.Dimensions,
            Coverage = new IndicatorCoverage { States = row.States },
        };
}
