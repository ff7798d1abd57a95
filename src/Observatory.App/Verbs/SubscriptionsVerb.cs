using System.CommandLine;
using System.Globalization;
using Observatory.App.Asking;
using Observatory.App.Composition;
using Observatory.App.Languages;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Notices;

namespace Observatory.App.Verbs;

/// <summary>Who receives the notices of an office, by webhook or by mail.</summary>
public sealed class SubscriptionsVerb : Verb
{
    public SubscriptionsVerb(Texts texts)
        : base("subscriptions", texts)
    {
        Subcommands.Add(new AddVerb(texts));
        Subcommands.Add(new ListVerb(texts));
        Subcommands.Add(new OneVerb(texts, "rotate", RotateAsync));
        Subcommands.Add(
            new OneVerb(texts, "enable", (c, p, id) =>
                DoneAsync(c, id, "enabled", p.Subscriptions.EnableAsync(Actor.Operator, id, c.CancellationToken))
            )
        );
        Subcommands.Add(
            new OneVerb(texts, "remove", (c, p, id) =>
                DoneAsync(c, id, "removed", p.Subscriptions.RemoveAsync(Actor.Operator, id, c.CancellationToken))
            )
        );
        Subcommands.Add(new OneVerb(texts, "deliveries", DeliveriesAsync));
        Subcommands.Add(new ReplayVerb(texts));
        Subcommands.Add(new DeliverVerb(texts));
    }

    private static Guid IdOf(string text, string code = RefusalCodes.SubscriptionUnknown) =>
        Guid.TryParse(text, out var id) ? id : throw new Refusal(code, ("value", text));

    private static async Task RotateAsync(VerbContext context, Platform platform, Guid id)
    {
        var secret = await platform.Subscriptions.RotateAsync(Actor.Operator, id, context.CancellationToken);
        if (context.Json)
        {
            context.WriteJson(new { subscription = id, secret });
            return;
        }
        await context.Out.WriteLineAsync(secret);
        await context.Error.WriteLineAsync(context.Texts["subscriptions.rotated"]);
    }

    private static async Task DoneAsync(VerbContext context, Guid id, string what, Task done)
    {
        await done;
        if (context.Json)
            context.WriteJson(new { subscription = id, done = what });
        else
            await context.Out.WriteLineAsync(context.Texts.Say($"subscriptions.{what}", ("id", id.ToString())));
    }

    private static async Task DeliveriesAsync(VerbContext context, Platform platform, Guid id)
    {
        const int Shown = 200;
        var rows = await platform.Subscriptions.DeliveriesAsync(Actor.Operator, id, null, Shown, context.CancellationToken);
        if (context.Json)
        {
            context.WriteJson(rows.Select(SubscriptionDocuments.Json));
            return;
        }
        foreach (var row in rows)
        {
            var answer = row.LastFault is { } fault ? context.Texts[$"subscriptions.fault.{fault}"] : "";
            await context.Out.WriteLineAsync(
                string.Create(
                        CultureInfo.InvariantCulture,
                        $"{row.DeliveryId}  {row.At:uuuu-MM-dd HH:mm:ss'Z'}  {row.Kind, -22} "
                            + $"{context.Texts[$"subscriptions.state.{row.State}"], -12} {row.Attempts, 3}  "
                            + $"{row.LastStatus?.ToString(CultureInfo.InvariantCulture) ?? "-", 3}  {answer}"
                    )
                    .TrimEnd()
            );
        }
    }

    private sealed class AddVerb : Verb
    {
        private readonly Argument<string> _address;
        private readonly Option<string> _office;
        private readonly Option<string[]> _kinds;

        public AddVerb(Texts texts)
            : base("add", texts, "verb.subscriptions.add")
        {
            _address = new("ADDRESS") { Description = texts["option.subscription.address"] };
            _office = new("--office") { Description = texts["option.office"], Required = true };
            _kinds = new("--kind")
            {
                Description = texts.Say("option.subscription.kind", ("kinds", string.Join(", ", NoticeKinds.All))),
                AllowMultipleArgumentsPerToken = true,
            };
            Arguments.Add(_address);
            Options.Add(_office);
            Options.Add(_kinds);
        }

        public override async Task<int> RunAsync(VerbContext context, ParseResult given)
        {
            await using var platform = await context.OpenAsync();
            var made = await platform.Subscriptions.CreateAsync(
                Actor.Operator,
                given.GetValue(_office)!,
                given.GetValue(_address)!,
                given.GetValue(_kinds) ?? [],
                context.Language,
                context.CancellationToken
            );
            if (context.Json)
            {
                context.WriteJson(
                    new
                    {
                        subscription = made.Id,
                        address = made.Address,
                        secret = made.Secret,
                    }
                );
                return ExitCodes.Done;
            }
            if (made.Secret is { } secret)
            {
                await context.Out.WriteLineAsync(secret);
                await context.Error.WriteLineAsync(Texts["subscriptions.once"]);
            }
            await context.Error.WriteLineAsync(Texts.Say("subscriptions.added", ("id", made.Id.ToString())));
            return ExitCodes.Done;
        }
    }

    private sealed class ListVerb(Texts texts) : Verb("list", texts, "verb.subscriptions.list")
    {
        public override async Task<int> RunAsync(VerbContext context, ParseResult given)
        {
            await using var platform = await context.OpenAsync();
            var rows = await platform.Subscriptions.ListAsync(Actor.Operator, context.CancellationToken);
            if (context.Json)
            {
                context.WriteJson(rows.Select(SubscriptionDocuments.Json));
                return ExitCodes.Done;
            }
            foreach (var row in rows)
            {
                await context.Out.WriteLineAsync(
                    string.Create(CultureInfo.InvariantCulture, $"{row.SubscriptionId}  {row.Office, -16} {row.Address}")
                );
                var (key, since) = row.DisabledAt is { } at
                    ? ($"subscriptions.disabled.{row.DisabledBecause}", at)
                    : ("subscriptions.failing", row.FailingSince ?? default);
                if (row.DisabledAt is not null || row.FailingSince is not null)
                    await context.Out.WriteLineAsync(
                        $"    {Texts.Say(key, ("since", since.ToString("uuuu-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture)))}"
                    );
            }
            return ExitCodes.Done;
        }
    }

    /// <summary>An action on one existing subscription.</summary>
    private sealed class OneVerb : Verb
    {
        private readonly Argument<string> _id;
        private readonly Func<VerbContext, Platform, Guid, Task> _run;

        public OneVerb(Texts texts, string name, Func<VerbContext, Platform, Guid, Task> run)
            : base(name, texts, $"verb.subscriptions.{name}")
        {
            _run = run;
            _id = new("ID") { Description = texts["option.subscription"] };
            Arguments.Add(_id);
        }

        public override async Task<int> RunAsync(VerbContext context, ParseResult given)
        {
            await using var platform = await context.OpenAsync();
            await _run(context, platform, IdOf(given.GetValue(_id)!));
            return ExitCodes.Done;
        }
    }

    private sealed class ReplayVerb : Verb
    {
        private readonly Argument<string> _id;
        private readonly Argument<string> _delivery;

        public ReplayVerb(Texts texts)
            : base("replay", texts, "verb.subscriptions.replay")
        {
            _id = new("ID") { Description = texts["option.subscription"] };
            _delivery = new("DELIVERY") { Description = texts["option.delivery"] };
            Arguments.Add(_id);
            Arguments.Add(_delivery);
        }

        public override async Task<int> RunAsync(VerbContext context, ParseResult given)
        {
            await using var platform = await context.OpenAsync();
            var id = IdOf(given.GetValue(_id)!);
            var delivery = IdOf(given.GetValue(_delivery)!, RefusalCodes.DeliveryUnknown);
            await DoneAsync(
                context,
                id,
                "replayed",
                platform.Subscriptions.ReplayAsync(Actor.Operator, id, delivery, context.CancellationToken)
            );
            return ExitCodes.Done;
        }
    }

    private sealed class DeliverVerb(Texts texts) : Verb("deliver", texts, "verb.subscriptions.deliver")
    {
        public override async Task<int> RunAsync(VerbContext context, ParseResult given)
        {
            await using var platform = await context.OpenAsync();
            var tried = await platform.Courier.RunAsync(context.CancellationToken);
            if (context.Json)
                context.WriteJson(new { tried });
            else
                await context.Out.WriteLineAsync(Texts.Say("subscriptions.tried", ("count", tried.ToString(CultureInfo.InvariantCulture))));
            return ExitCodes.Done;
        }
    }
}
