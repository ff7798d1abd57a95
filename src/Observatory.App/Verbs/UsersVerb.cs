using System.CommandLine;
using System.Globalization;
using Observatory.App.Access;
using Observatory.App.Languages;
using Observatory.Core.Access;

namespace Observatory.App.Verbs;

/// <summary>Who may sign in, for which office and in which roles.</summary>
public sealed class UsersVerb : Verb
{
    public UsersVerb(Texts texts)
        : base("users", texts)
    {
        Subcommands.Add(new AddVerb(texts));
        Subcommands.Add(new ListVerb(texts));
        Subcommands.Add(new RemoveVerb(texts));
    }

    private sealed class AddVerb : Verb
    {
        private readonly Argument<string> _address;
        private readonly Option<string> _office;
        private readonly Option<string[]> _roles;
        private readonly Option<string?> _name;

        public AddVerb(Texts texts)
            : base("add", texts, "verb.users.add")
        {
            _address = new("ADDRESS") { Description = texts["option.address"] };
            _office = new("--office") { Description = texts["option.office"], Required = true };
            _roles = new("--role")
            {
                Description = texts["option.access.role"],
                Required = true,
                AllowMultipleArgumentsPerToken = true,
            };
            _name = new("--name") { Description = texts["option.name"] };
            Arguments.Add(_address);
            Options.Add(_office);
            Options.Add(_roles);
            Options.Add(_name);
        }

        public override async Task<int> RunAsync(VerbContext context, ParseResult given)
        {
            await using var platform = await context.OpenAsync();
            var address = given.GetValue(_address)!;
            await platform.People.AddAsync(
                Actor.Operator,
                address,
                given.GetValue(_name) ?? address,
                given.GetValue(_office)!,
                [.. given.GetValue(_roles)!.Select(AccessWords.RoleOf)],
                context.CancellationToken
            );
            if (context.Json)
                context.WriteJson(
                    new
                    {
                        address,
                        office = given.GetValue(_office),
                        roles = given.GetValue(_roles),
                    }
                );
            else
                await context.Out.WriteLineAsync(Texts.Say("users.added", ("address", address)));
            return ExitCodes.Done;
        }
    }

    private sealed class ListVerb(Texts texts) : Verb("list", texts, "verb.users.list")
    {
        public override async Task<int> RunAsync(VerbContext context, ParseResult given)
        {
            await using var platform = await context.OpenAsync();
            var people = await platform.People.ListAsync(Actor.Operator, context.CancellationToken);
            if (context.Json)
            {
                context.WriteJson(
                    people.Select(p => new
                    {
                        address = p.Address,
                        name = p.Name,
                        office = p.Office,
                        roles = p.Roles,
                        isActive = p.IsActive,
                        lastSeenAt = p.LastSeenAt?.ToString(),
                    })
                );
                return ExitCodes.Done;
            }
            foreach (var person in people)
                await context.Out.WriteLineAsync(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{person.Address, -36} {person.Office, -16} "
                            + $"{(person.IsActive ? string.Join(",", person.Roles) : Texts["users.gone"])}"
                    )
                );
            return ExitCodes.Done;
        }
    }

    private sealed class RemoveVerb : Verb
    {
        private readonly Argument<string> _address;

        public RemoveVerb(Texts texts)
            : base("remove", texts, "verb.users.remove")
        {
            _address = new("ADDRESS") { Description = texts["option.address"] };
            Arguments.Add(_address);
        }

        public override async Task<int> RunAsync(VerbContext context, ParseResult given)
        {
            await using var platform = await context.OpenAsync();
            await platform.People.RemoveAsync(Actor.Operator, given.GetValue(_address)!, context.CancellationToken);
            if (context.Json)
                context.WriteJson(new { address = given.GetValue(_address), removed = true });
            else
                await context.Out.WriteLineAsync(Texts.Say("users.removed", ("address", given.GetValue(_address)!)));
            return ExitCodes.Done;
        }
    }
}
