using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Observatory.App.Composition;
using Observatory.App.Serving;
using Observatory.Core.Access;
using Observatory.Core.Submissions;
using Observatory.Tests.Support;
using Observatory.Warehouse.Records;
using Observatory.Warehouse.Submissions;

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

    /// <param name="moreFolders">Folders of mappings beside the shipped ones.</param>
    public static async Task<LimitedServer> StartAsync(WebSettings settings, params string[] moreFolders)
    {
        var server = new LimitedServer { _database = await TestCluster.CreateAsync() };
        server.Platform = Platform.Over(server._home.Path, [TestWarehouse.MappingsRoot, .. moreFolders], server._database.ConnectionString);
        server._app = WebHost.Build(server.Platform, ServerRole.Web, "http://127.0.0.1:0", LogLevel.None, settings);
        await server._app.StartAsync();
        return server;
    }

    public Uri Address => new(_app.Urls.First());

    /// <summary>The whole way of a file to what is published; rejected, it stays where it is.</summary>
    public async Task<Submission> LoadAsync(byte[] content, string name, string feed)
    {
        var receipt = await Platform.Submissions.ReceiveAsync(
            new Delivery
            {
                Files = [new DeliveredFile(name, new MemoryStream(content))],
                Feed = feed,
                Through = "verb",
            },
            Actor.Operator,
            CancellationToken.None
        );
        var id = receipt.Submission.SubmissionId;
        await Platform.Pipeline.ProcessAsync(id, CancellationToken.None);
        var read = await Platform.Submissions.FindAsync(Actor.Operator, id, CancellationToken.None);
        if (read.State != SubmissionState.Staged)
            return read;
        await Platform.Review.ApproveAsync(id, Actor.Operator, null, CancellationToken.None);
        await Platform.Loader.LoadAsync(id, CancellationToken.None);
        return await Platform.Submissions.FindAsync(Actor.Operator, id, CancellationToken.None);
    }

    public async Task<string> KeyAsync(Role role, string office) =>
        (await Platform.Keys.CreateAsync(Actor.Operator, office, role, null, null, CancellationToken.None)).Text;

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
