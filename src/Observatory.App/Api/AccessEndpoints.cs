using Observatory.App.Access;
using Observatory.App.Asking;
using Observatory.App.Composition;
using Observatory.App.Http;
using Observatory.App.Limits;
using Observatory.App.Responses;
using Observatory.Core.Access;
using Observatory.Core.Checking;

namespace Observatory.App.Api;

/// <summary>Endpoints for keys, people and the audit.</summary>
internal static class AccessEndpoints
{
    private const string Tag = "Access";

    public static void Map(IEndpointRouteBuilder v1)
    {
        v1.MapGet("/keys", KeysAsync)
            .Needs(Permission.ManageKeys)
            .WithName("keys")
            .Answers(typeof(Listed<KeyResponse>))
            .WithTags(Tag)
            .WithSummary("Keys that the caller may see, without their secrets")
            .Takes();
        v1.MapPost("/keys", CreateKeyAsync)
            .WithMetadata(new TakenBody(typeof(KeyBody)))
            .Needs(Permission.ManageKeys)
            .IsShownOnce()
            .WithName("createKey")
            .Answers(typeof(One<NewKeyResponse>), StatusCodes.Status201Created)
            .WithTags(Tag)
            .WithSummary("A new key (office, role, label, expires); its secret is in this answer and nowhere else");
        v1.MapDelete("/keys/{key}", RevokeKeyAsync)
            .Needs(Permission.ManageKeys)
            .WithName("revokeKey")
            .AnswersNothing()
            .WithTags(Tag)
            .WithSummary("Revokes a key; it is refused everywhere within a minute");
        v1.MapGet("/people", PeopleAsync)
            .Needs(Permission.ManagePeople)
            .WithName("people")
            .Answers(typeof(Listed<PersonResponse>))
            .WithTags(Tag)
            .WithSummary("Who may sign in, and in which role")
            .Takes();
        v1.MapPost("/people", AddPersonAsync)
            .WithMetadata(new TakenBody(typeof(PersonBody)))
            .Needs(Permission.ManagePeople)
            .WithName("allowPerson")
            .AnswersNothing()
            .WithTags(Tag)
            .WithSummary("Allows somebody to sign in (address, name, office, roles), or changes their roles");
        v1.MapDelete("/people/{address}", RemovePersonAsync)
            .Needs(Permission.ManagePeople)
            .WithName("removePerson")
            .AnswersNothing()
            .WithTags(Tag)
            .WithSummary("Withdraws somebody's permission to sign in");
        v1.MapGet("/audit", AuditAsync)
            .Needs(Permission.ReadAudit)
            .WithName("audit")
            .Answers(typeof(Listed<AuditResponse, NumberedPageMeta>))
            .WithTags(Tag)
            .WithSummary("Who did what and when, the newest first")
            .Takes(
                new QueryParameter("subject", "Only what was done to it"),
                new QueryParameter("actor", "Only what they did"),
                new QueryParameter("limit", "Audit entries of a page"),
                new QueryParameter("cursor", "nextCursor of the page before")
            );
    }

    private static async Task KeysAsync(HttpContext context, Platform platform, CancellationToken cancellation)
    {
        Requests.Read(context);
        var keys = await platform.Keys.ListAsync(Callers.ActorOf(context), cancellation);
        await AnswerAsync(
            context,
            Listed.Of(
                keys.Select(k => new KeyResponse
                {
                    Key = k.Prefix,
                    Role = k.Role,
                    Office = k.Office,
                    Country = k.Country,
                    Label = k.Label,
                    CreatedAt = k.CreatedAt.ToString(),
                    CreatedBy = k.CreatedBy,
                    ExpiresAt = k.ExpiresAt.ToString(),
                    LastUsedAt = k.LastUsedAt?.ToString(),
                    RevokedAt = k.RevokedAt?.ToString(),
                    RevokedBy = k.RevokedBy,
                    Answerable = k.Answerable,
                })
            ),
            cancellation
        );
    }

    private static async Task CreateKeyAsync(HttpContext context, Platform platform, CancellationToken cancellation)
    {
        Requests.Read(context);
        var body = await Bodies.ReadAsync<KeyBody>(context, cancellation)
            ?? throw new Refusal(RefusalCodes.ParameterMissing, ("value", "office"));
        var made = await platform.Keys.CreateAsync(
            Callers.ActorOf(context),
            body.Office ?? throw new Refusal(RefusalCodes.ParameterMissing, ("value", "office")),
            AccessWords.RoleOf(body.Role),
            body.Label,
            AccessWords.EndOf(body.Expires),
            cancellation
        );
        context.Response.StatusCode = StatusCodes.Status201Created;
        await AnswerAsync(
            context,
            new One<NewKeyResponse>(
                new NewKeyResponse
                {
                    Key = made.Prefix,
                    Secret = made.Text,
                    ExpiresAt = made.ExpiresAt.ToString(),
                }
            ),
            cancellation
        );
    }

    private static async Task<IResult> RevokeKeyAsync(HttpContext context, string key, Platform platform, CancellationToken cancellation)
    {
        Requests.Read(context);
        await platform.Keys.RevokeAsync(Callers.ActorOf(context), key, cancellation);
        return Results.NoContent();
    }

    private static async Task PeopleAsync(HttpContext context, Platform platform, CancellationToken cancellation)
    {
        Requests.Read(context);
        var people = await platform.People.ListAsync(Callers.ActorOf(context), cancellation);
        await AnswerAsync(
            context,
            Listed.Of(
                people.Select(p => new PersonResponse
                {
                    Address = p.Address,
                    Name = p.Name,
                    Office = p.Office,
                    Country = p.Country,
                    Roles = p.Roles,
                    IsActive = p.IsActive,
                    CreatedAt = p.CreatedAt.ToString(),
                    LastSeenAt = p.LastSeenAt?.ToString(),
                })
            ),
            cancellation
        );
    }

    private static async Task<IResult> AddPersonAsync(HttpContext context, Platform platform, CancellationToken cancellation)
    {
        Requests.Read(context);
        var body = await Bodies.ReadAsync<PersonBody>(context, cancellation)
            ?? throw new Refusal(RefusalCodes.ParameterMissing, ("value", "address"));
        await platform.People.AddAsync(
            Callers.ActorOf(context),
            body.Address ?? throw new Refusal(RefusalCodes.ParameterMissing, ("value", "address")),
            body.Name ?? body.Address,
            body.Office ?? throw new Refusal(RefusalCodes.ParameterMissing, ("value", "office")),
            [.. (body.Roles ?? []).Select(AccessWords.RoleOf)],
            cancellation
        );
        return Results.NoContent();
    }

    private static async Task<IResult> RemovePersonAsync(
        HttpContext context,
        string address,
        Platform platform,
        CancellationToken cancellation
    )
    {
        Requests.Read(context);
        await platform.People.RemoveAsync(Callers.ActorOf(context), address, cancellation);
        return Results.NoContent();
    }

    private static async Task AuditAsync(HttpContext context, Platform platform, CancellationToken cancellation)
    {
        var given = Requests.Read(context, "subject", "actor", "limit", "cursor");
        var take = given.Number("limit", 200, 1, 1000);
        var before = given.ContainsKey("cursor") ? given.Number("cursor", 0, 1, int.MaxValue) : (long?)null;
        var acts = await platform.Audit.ListAsync(
            Callers.ActorOf(context),
            before,
            given.GetValueOrDefault("subject"),
            given.GetValueOrDefault("actor"),
            take + 1,
            cancellation
        );
        await AnswerAsync(
            context,
            Listed.Of(
                acts.Take(take)
                    .Select(a => new AuditResponse
                    {
                        Entry = a.Entry,
                        At = a.At.ToString(),
                        Actor = a.Actor,
                        Office = a.Office,
                        Country = a.Country,
                        Act = a.Act,
                        Subject = a.Subject,
                        Detail = System.Text.Json.JsonDocument.Parse(a.Detail).RootElement,
                        Hash = a.Hash,
                    }),
                new NumberedPageMeta { NextCursor = acts.Count > take ? acts[take - 1].Entry : (long?)null }
            ),
            cancellation
        );
    }

    private static Task AnswerAsync<T>(HttpContext context, T document, CancellationToken cancellation)
    {
        context.Response.Headers.CacheControl = "no-store";
        return DeclaredAnswers.WriteAsync(context, document, cancellation);
    }

    /// <param name="Expires">The last day on which the key is valid; null for half a year from now.</param>
    private sealed record KeyBody(string? Office, string? Role, string? Label, string? Expires);

    private sealed record PersonBody(string? Address, string? Name, string? Office, IReadOnlyList<string>? Roles);
}
