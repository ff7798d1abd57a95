using System.CommandLine;
using System.Globalization;
using Observatory.App.Access;
using Observatory.App.Languages;
using Observatory.Core.Access;
using Observatory.Warehouse.Access;

namespace Observatory.App.Verbs;

/// <summary>Keys of machines.</summary>
public sealed class KeysVerb : Verb
{
    public KeysVerb(Texts texts)
        : base("keys", texts)
    {
        Subcommands.Add(new CreateVerb(texts));
        Subcommands.Add(new ListVerb(texts));
        Subcommands.Add(new RevokeVerb(texts));
    }

    private sealed class CreateVerb : Verb
    {
        private readonly Option<string> _office;
        private readonly Option<string> _role;
        private readonly Option<string?> _expires;
        private readonly Option<string?> _label;

        public CreateVerb(Texts texts)
            : base("create", texts, "verb.keys.create")
        {
            _office = new("--office") { Description = texts["option.office"], Required = true };
            _role = new("--role") { Description = texts["option.access.role"], Required = true };
            _expires = new("--expires") { Description = texts["option.expires"] };
            _label = new("--label") { Description = texts["option.label"] };
            Options.Add(_office);
            Options.Add(_role);
            Options.Add(_expires);
            Options.Add(_label);
        }

        public override async Task<int> RunAsync(VerbContext context, ParseResult given)
        {
            await using var platform = await context.OpenAsync();
            var key = await platform.Keys.CreateAsync(
                Actor.Operator,
                given.GetValue(_office)!,
                AccessWords.RoleOf(given.GetValue(_role)),
                given.GetValue(_label),
                AccessWords.EndOf(given.GetValue(_expires)),
                context.CancellationToken
            );
            if (context.Json)
            {
                context.WriteJson(
                    new
                    {
                        key = key.Prefix,
                        secret = key.Text,
                        expiresAt = key.ExpiresAt.ToString(),
                    }
                );
                return ExitCodes.Done;
            }
            await context.Out.WriteLineAsync(key.Text);
            await context.Error.WriteLineAsync(
                Texts.Say("keys.once", ("until", key.ExpiresAt.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture)))
            );
            return ExitCodes.Done;
        }
    }

    private sealed class ListVerb(Texts texts) : Verb("list", texts, "verb.keys.list")
    {
        public override async Task<int> RunAsync(VerbContext context, ParseResult given)
        {
            await using var platform = await context.OpenAsync();
            var keys = await platform.Keys.ListAsync(Actor.Operator, context.CancellationToken);
            if (context.Json)
            {
                context.WriteJson(
                    keys.Select(k => new
                    {
                        key = k.Prefix,
                        role = k.Role,
                        office = k.Office,
                        label = k.Label,
                        createdAt = k.CreatedAt.ToString(),
                        createdBy = k.CreatedBy,
                        expiresAt = k.ExpiresAt.ToString(),
                        lastUsedAt = k.LastUsedAt?.ToString(),
                        revokedAt = k.RevokedAt?.ToString(),
                    })
                );
                return ExitCodes.Done;
            }
            foreach (var key in keys)
                await context.Out.WriteLineAsync(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{key.Prefix}  {key.Role, -10} {key.Office, -16} {key.ExpiresAt:uuuu-MM-dd}  {UseOf(key)}  {key.Label}"
                    )
                );
            return ExitCodes.Done;
        }

        private string UseOf(KeyRow key) =>
            key.RevokedAt is { } gone ? Texts.Say("keys.revoked", ("at", gone.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture)))
            : key.LastUsedAt is { } used ? Texts.Say("keys.used", ("at", used.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture)))
            : "-";
    }

    private sealed class RevokeVerb : Verb
    {
        private readonly Argument<string> _key;

        public RevokeVerb(Texts texts)
            : base("revoke", texts, "verb.keys.revoke")
        {
            _key = new("ID") { Description = texts["option.key"] };
            Arguments.Add(_key);
        }

        public override async Task<int> RunAsync(VerbContext context, ParseResult given)
        {
            await using var platform = await context.OpenAsync();
            await platform.Keys.RevokeAsync(Actor.Operator, given.GetValue(_key)!, context.CancellationToken);
            if (context.Json)
                context.WriteJson(new { key = given.GetValue(_key), revoked = true });
            else
                await context.Out.WriteLineAsync(Texts.Say("keys.ended", ("key", given.GetValue(_key)!)));
            return ExitCodes.Done;
        }
    }
}
