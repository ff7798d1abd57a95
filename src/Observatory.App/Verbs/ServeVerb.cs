using System.CommandLine;
using Observatory.App.Languages;
using Observatory.App.Serving;

namespace Observatory.App.Verbs;

/// <summary>Starts the server in production. Migrates only when asked to.</summary>
public sealed class ServeVerb : Verb
{
    private readonly Option<string> _urls;
    private readonly Option<string> _role;
    private readonly Option<bool> _migrate;

    public ServeVerb(Texts texts)
        : base("serve", texts)
    {
        _urls = new("--urls")
        {
            Description = texts["option.urls"],
            DefaultValueFactory = _ => "http://127.0.0.1:5080",
            HelpName = "URLS",
        };
        _role = new("--role")
        {
            Description = texts["option.role"],
            DefaultValueFactory = _ => "all",
            HelpName = "all|web|worker",
        };
        _role.AcceptOnlyFromAmong("all", "web", "worker");
        _migrate = new("--migrate") { Description = texts["option.migrate"] };
        Options.Add(_urls);
        Options.Add(_role);
        Options.Add(_migrate);
    }

    public override async Task<int> RunAsync(VerbContext context, ParseResult given)
    {
        await using var platform = await context.OpenAsync(given.GetValue(_migrate), LogLevel.Information);
        await platform.DemandSafeRolesAsync(context.CancellationToken);
        var role = given.GetValue(_role) switch
        {
            "web" => ServerRole.Web,
            "worker" => ServerRole.Worker,
            _ => ServerRole.All,
        };
        var urls = given.GetValue(_urls)!;
        await using var app = WebHost.Build(platform, role, urls, LogLevel.Information);
        await WebStart.StartAsync(app, urls, context.CancellationToken);
        await context.Out.WriteLineAsync($"READY {app.Urls.FirstOrDefault()}");
        await WebStart.ServeAsync(app, over => platform.WatchClusterAsync(app.Logger, over), context.CancellationToken);
        return ExitCodes.Done;
    }
}
