using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Observatory.App.Composition;
using Observatory.Core.Access;
using Observatory.Tests.Support;

namespace Observatory.Tests.Limits;

/// <summary>A server with settings of a test's own, over an empty warehouse.</summary>
internal sealed class LimitedServer : IAsyncDisposable
{
    private readonly TemporaryFolder _home = new();
    private readonly List<HttpClient> _clients = [];
    private TestDatabase _database = null!;
    private WebApplication _app = null!;

    public Platform Platform { get; private set; } = null!;

    public IServiceProvider Services => _app.Services;

    public static async Task<LimitedServer> StartAsync(WebSettings settings)
    {
        var server = new LimitedServer { _database = await TestCluster.CreateAsync() };
        server.Platform = Platform.Over(server._home.Path, [TestWarehouse.MappingsRoot], server._database.ConnectionString);
        server._app = WebHost.Build(server.Platform, ServerRole.Web, "http://127.0.0.1:0", LogLevel.None, settings);
        await server._app.StartAsync();
        return server;
    }

    public async Task<string> KeyAsync(Role role, string office) => (await Platform.Keys.CreateAsync(Actor.Operator, office, role, null, null, CancellationToken.None)).Text;

    public HttpClient Client(string? key = null, params IEnumerable<(string Name, string Value)> headers)
    {
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(_app.Urls.First()) };
        if (key is not null)
            client.DefaultRequestHeaders.Add("X-API-Key", key);
        foreach (var (name, value) in headers)
            client.DefaultRequestHeaders.Add(name, value);
        _clients.Add(client);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Platform.DisposeAsync();
        await _database.DisposeAsync();
        _home.Dispose();
    }
}
