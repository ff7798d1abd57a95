using Observatory.App.Access;
using Observatory.App.Asking;
using Observatory.App.Composition;
using Observatory.App.Http;
using Observatory.App.Limits;
using Observatory.App.Responses;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Languages;

namespace Observatory.App.Api;

/// <summary>Endpoints for subscriptions to the events of an office, and for their deliveries.</summary>
internal static class SubscriptionEndpoints
{
    private const string Tag = "Subscriptions";

    public static void Map(IEndpointRouteBuilder v1)
    {
        var all = v1.MapGroup("/subscriptions").Needs(Permission.ManageSubscriptions).WithTags(Tag);
        all.MapGet("", ListAsync)
            .WithName("subscriptions")
            .Answers(typeof(Listed<SubscriptionResponse>))
            .WithSummary("Subscriptions that the caller may see, without their secrets")
            .Takes();
        all.MapPost("", CreateAsync)
            .WithMetadata(new TakenBody(typeof(SubscriptionBody)))
            .IsShownOnce()
            .WithName("createSubscription")
            .Answers(typeof(One<NewSubscriptionResponse>), StatusCodes.Status201Created)
            .WithSummary(
                "Tells an address of what happens to an office (office, address: https or mailto, kinds, language); the secret of "
                    + "a webhook is in this answer and nowhere else"
            );
        all.MapGet("/{subscription}/deliveries", DeliveriesAsync)
            .WithName("deliveries")
            .Answers(typeof(Listed<DeliveryResponse, NumberedPageMeta>))
            .WithSummary("What was delivered or waits to be, with status and time, the newest first")
            .Takes(new QueryParameter("limit", "Deliveries of a page"), new QueryParameter("cursor", "nextCursor of the page before"));
        all.MapPost("/{subscription}/deliveries/{delivery}/replay", ReplayAsync)
            .WithName("replayDelivery")
            .AnswersNothing(StatusCodes.Status202Accepted)
            .WithSummary("Delivers something once more, under the same identifier");
        all.MapPost("/{subscription}/rotate", RotateAsync)
            .IsShownOnce()
            .WithName("rotateSecret")
            .Answers(typeof(One<NewSecretResponse>))
            .WithSummary("A new secret, in this answer and nowhere else; the one before stays good beside it for a day");
        all.MapPost("/{subscription}/enable", EnableAsync)
            .WithName("enableSubscription")
            .AnswersNothing()
            .WithSummary("Delivers again to a subscription that was stopped");
        all.MapDelete("/{subscription}", RemoveAsync)
            .WithName("removeSubscription")
            .AnswersNothing()
            .WithSummary("Ends a subscription for good");
    }

    private static async Task ListAsync(HttpContext context, Platform platform, CancellationToken cancellation)
    {
        Requests.Read(context);
        await AnswerAsync(
            context,
            Listed.Of((await platform.Subscriptions.ListAsync(Callers.ActorOf(context), cancellation)).Select(SubscriptionDocuments.Json)),
            cancellation
        );
    }

    private static async Task CreateAsync(HttpContext context, Platform platform, CancellationToken cancellation)
    {
        Requests.Read(context);
        var body = await Bodies.ReadAsync<SubscriptionBody>(context, cancellation) ?? throw Missing("office");
        var language = body.Language is null
            ? Requests.LanguageOf(context)
            : LanguageCodes.TryParse(body.Language)
                ?? throw new Refusal(
                    RefusalCodes.ParameterValue,
                    ("column", "language"),
                    ("value", body.Language),
                    ("expected", "en, es, fr, pt")
                );
        var made = await platform.Subscriptions.CreateAsync(
            Callers.ActorOf(context),
            body.Office ?? throw Missing("office"),
            body.Address ?? throw Missing("address"),
            body.Kinds ?? [],
            language,
            cancellation
        );
        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.Headers.Location = $"/v1/subscriptions/{made.Id}/deliveries";
        await AnswerAsync(
            context,
            new One<NewSubscriptionResponse>(
                new NewSubscriptionResponse
                {
                    Subscription = made.Id,
                    Address = made.Address,
                    Secret = made.Secret,
                }
            ),
            cancellation
        );
    }

    private static async Task DeliveriesAsync(HttpContext context, string subscription, Platform platform, CancellationToken cancellation)
    {
        var given = Requests.Read(context, "limit", "cursor");
        var take = given.Number("limit", 200, 1, 1000);
        var before = given.ContainsKey("cursor") ? given.Number("cursor", 0, 1, int.MaxValue) : (long?)null;
        var rows = await platform.Subscriptions.DeliveriesAsync(
            Callers.ActorOf(context),
            SubscriptionOf(subscription),
            before,
            take + 1,
            cancellation
        );
        await AnswerAsync(
            context,
            Listed.Of(
                rows.Take(take).Select(SubscriptionDocuments.Json),
                new NumberedPageMeta { NextCursor = rows.Count > take ? rows[take - 1].Number : (long?)null }
            ),
            cancellation
        );
    }

    private static async Task<IResult> ReplayAsync(
        HttpContext context,
        string subscription,
        string delivery,
        Platform platform,
        CancellationToken cancellation
    )
    {
        Requests.Read(context);
        await platform.Subscriptions.ReplayAsync(
            Callers.ActorOf(context),
            SubscriptionOf(subscription),
            Guid.TryParse(delivery, out var id) ? id : throw new Refusal(RefusalCodes.DeliveryUnknown, ("value", delivery)),
            cancellation
        );
        return Results.Accepted($"/v1/subscriptions/{subscription}/deliveries");
    }

    private static async Task RotateAsync(HttpContext context, string subscription, Platform platform, CancellationToken cancellation)
    {
        Requests.Read(context);
        await AnswerAsync(
            context,
            new One<NewSecretResponse>(
                new NewSecretResponse
                {
                    Secret = await platform.Subscriptions.RotateAsync(Callers.ActorOf(context), SubscriptionOf(subscription), cancellation),
                }
            ),
            cancellation
        );
    }

    private static async Task<IResult> EnableAsync(
        HttpContext context,
        string subscription,
        Platform platform,
        CancellationToken cancellation
    )
    {
        Requests.Read(context);
        await platform.Subscriptions.EnableAsync(Callers.ActorOf(context), SubscriptionOf(subscription), cancellation);
        return Results.NoContent();
    }

    private static async Task<IResult> RemoveAsync(
        HttpContext context,
        string subscription,
        Platform platform,
        CancellationToken cancellation
    )
    {
        Requests.Read(context);
        await platform.Subscriptions.RemoveAsync(Callers.ActorOf(context), SubscriptionOf(subscription), cancellation);
        return Results.NoContent();
    }

    private static Guid SubscriptionOf(string text) =>
        Guid.TryParse(text, out var id) ? id : throw new Refusal(RefusalCodes.SubscriptionUnknown, ("value", text));

    private static Refusal Missing(string name) => new(RefusalCodes.ParameterMissing, ("value", name));

    private static Task AnswerAsync<T>(HttpContext context, T document, CancellationToken cancellation)
    {
        context.Response.Headers.CacheControl = "no-store";
        return DeclaredAnswers.WriteAsync(context, document, cancellation);
    }

    /// <param name="Address"><c>https:</c>, or <c>mailto:</c> and one mailbox.</param>
    /// <param name="Kinds">Null for all kinds.</param>
    /// <param name="Language">The language of mails; null for the language of the request.</param>
    private sealed record SubscriptionBody(string? Office, string? Address, IReadOnlyList<string>? Kinds, string? Language);
}
