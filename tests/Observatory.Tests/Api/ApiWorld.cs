using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Observatory.App.Composition;
using Observatory.App.Limits;
using Observatory.App.Serving;
using Observatory.Core.Access;
using Observatory.Core.Submissions;
using Observatory.Tests.Support;
using Observatory.Warehouse.Submissions;
using Xunit;

namespace Observatory.Tests.Api;

/// <summary>
/// A running server over a database with the shipped samples of Mexico and Argentina loaded: started once for all tests of the API.
/// </summary>
public sealed class ApiWorld : IAsyncLifetime
{
    private TemporaryFolder _home = null!;
    private TestDatabase _database = null!;
    private WebApplication _app = null!;

    internal Platform Platform { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    /// <summary>What the server is made of.</summary>
    public IServiceProvider Services => _app.Services;

    public static string Mappings { get; } = Path.Combine(Root(), "etl-mappings");

    public async Task InitializeAsync()
    {
        _home = new TemporaryFolder();
        _database = await TestCluster.CreateEmptyAsync();
        Platform = Platform.Over(_home.Path, [Mappings], _database.ConnectionString);
        await Platform.MigrateAsync(CancellationToken.None);
        foreach (var sample in (string[])["MEX/sesnsp-state-offences/sample.csv", "ARG/snic-national/sample.csv"])
            await LoadAsync(Path.Combine(Mappings, sample));
        _app = WebHost.Build(Platform, ServerRole.All, "http://127.0.0.1:0", LogLevel.Error, new WebSettings { Rates = RateSettings.None });
        await _app.StartAsync();
        var uploader = await Platform.Keys.CreateAsync(Actor.Operator, "MEX_SESNSP", Role.Uploader, null, null, CancellationToken.None);
        var editor = await Platform.Keys.CreateAsync(
            Actor.Operator,
            Actor.ObservatoryOffice,
            Role.Editor,
            null,
            null,
            CancellationToken.None
        );
        Client = new HttpClient(new WithKeys(uploader.Text, editor.Text)) { BaseAddress = new Uri(_app.Urls.First()) };
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Platform.DisposeAsync();
        await _database.DisposeAsync();
        _home.Dispose();
    }

    public async Task<JsonElement> GetAsync(string address) => await Client.GetFromJsonAsync<JsonElement>(address);

    /// <summary>The status and the document of an answer, whatever the status.</summary>
    public async Task<(int Status, JsonElement Document)> AskAsync(string address)
    {
        using var response = await Client.GetAsync(new Uri(address, UriKind.Relative));
        return ((int)response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    public async Task<HttpResponseMessage> SendAsync(byte[] content, string name, params IEnumerable<(string Name, string Value)> fields)
    {
        return await SendAsync([(name, content)], fields);
    }

    /// <summary>Sends several files in one request; the fields come last, as some clients send them.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        IEnumerable<(string Name, byte[] Content)> files,
        params IEnumerable<(string Name, string Value)> fields
    )
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, content) in files)
            form.Add(new ByteArrayContent(content), "file", name);
        foreach (var (field, value) in fields)
            form.Add(new StringContent(value), field);
        return await Client.PostAsync(new Uri("/v1/submissions", UriKind.Relative), form);
    }

    /// <summary>Sends a file and waits for the worker to be done with it.</summary>
    public async Task<JsonElement> SendAndWaitAsync(byte[] content, string name, params IEnumerable<(string Name, string Value)> fields)
    {
        using var response = await SendAsync(content, name, fields);
        response.EnsureSuccessStatusCode();
        return await WaitAsync(response.Headers.Location!.ToString());
    }

    /// <summary>A submission when the worker is done with it.</summary>
    public async Task<JsonElement> WaitAsync(string location)
    {
        JsonElement submission = default;
        for (var turn = 0; turn < 1200; turn++)
        {
            submission = await GetAsync(location);
            if (submission.GetProperty("state").GetString() is not ("Received" or "Processing"))
                return submission;
            await Task.Delay(100);
        }
        throw new TimeoutException($"{location} was not read within two minutes: {submission}");
    }

    private async Task LoadAsync(string path)
    {
        await using var content = File.OpenRead(path);
        var receipt = await Platform.Submissions.ReceiveAsync(
            new Delivery
            {
                Files = [new DeliveredFile(Path.GetFileName(path), content)],
                Through = "verb",
                IsSample = true,
            },
            Actor.Operator,
            CancellationToken.None
        );
        var id = receipt.Submission.SubmissionId;
        await Platform.Pipeline.ProcessAsync(id, CancellationToken.None);
        await Platform.Review.ApproveAsync(id, Actor.Operator, null, CancellationToken.None);
        await Platform.Loader.LoadAsync(id, CancellationToken.None);
        Assert.Equal(SubmissionState.Loaded, (await Platform.Submissions.FindAsync(Actor.Operator, id, CancellationToken.None)).State);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Observatory.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }

    /// <summary>
    /// Sends as an office of Mexico, reads submissions as an editor of the Observatory, and asks for all else as the public.
    /// </summary>
    private sealed class WithKeys(string uploader, string editor) : DelegatingHandler(new HttpClientHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.RequestUri!.AbsolutePath.StartsWith("/v1/submissions", StringComparison.Ordinal))
                request.Headers.Add("X-API-Key", request.Method == HttpMethod.Post ? uploader : editor);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
