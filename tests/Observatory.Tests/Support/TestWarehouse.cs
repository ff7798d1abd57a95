using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Observatory.Core.Access;
using Observatory.Core.Figures;
using Observatory.Core.Reading;
using Observatory.Core.Series;
using Observatory.Core.Submissions;
using Observatory.Warehouse.Access;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Feeds;
using Observatory.Warehouse.Files;
using Observatory.Warehouse.Lineage;
using Observatory.Warehouse.Questions;
using Observatory.Warehouse.Records;
using Observatory.Warehouse.Series;
using Observatory.Warehouse.Submissions;
using Observatory.Warehouse.Taxonomy;
using Xunit;

namespace Observatory.Tests.Support;

/// <summary>Everything between a file and a figure, over a database and a file store of its own.</summary>
public sealed class TestWarehouse : IAsyncDisposable
{
    public static readonly Actor Clerk = new("clerk", [Role.Operator], null, null);
    public static readonly Actor Reviewer = new("reviewer", [Role.Operator], null, null);

    private static readonly Lazy<MappingLibrary> ShippedLibrary = new(() => new MappingLibrary([MappingsRoot]));

    private readonly TestDatabase _database;
    private readonly TemporaryFolder _home;

    private TestWarehouse(TestDatabase database, TemporaryFolder home, MappingLibrary library)
    {
        _database = database;
        _home = home;
        Library = library;
        // Facts carry the database's own time; a clock near it keeps as-of questions meaningful.
        Clock = new FakeClock(SystemClock.Instance.GetCurrentInstant());
        Sources = new DataSources(database.ConnectionString, questions: database.Questions);
        Files = new FileStore(home["files"]);
        Catalogue = new CatalogueReader(Sources);
        Resolver = new QuestionResolver(Sources, Catalogue, Library, Clock);
        Figures = new FigureReader(Sources, Catalogue, Resolver);
        Lineage = new LineageReader(Sources, Figures, Files, ReadLimits.Default);
        Explaining = new FigureExplainer(Resolver, Figures, Lineage);
        Submissions = new SubmissionDesk(Sources, Files, Library, Clock, ReadLimits.Default, AccessRules.Usual);
        Review = new ReviewDesk(Sources, Clock, AccessRules.Usual);
        Pipeline = new SubmissionPipeline(Sources, Files, Library, Clock, ReadLimits.Default, NullLogger<SubmissionPipeline>.Instance);
        Loader = new Loader(Sources, Clock, NullLogger<Loader>.Instance);
        Sweep = new SubmissionSweep(Sources, Clock);
        Feeds = new FeedDesk(Sources, Library, Submissions, Clock, Inbox, Clock, NullLogger<FeedDesk>.Instance);
    }

    /// <summary>The shipped <c>etl-mappings</c>.</summary>
    public static string MappingsRoot => Path.Combine(RepositoryRoot(), "etl-mappings");

    public static string SqlRoot => Path.Combine(RepositoryRoot(), "sql");

    public FakeClock Clock { get; }
    public DataSources Sources { get; }
    public MappingLibrary Library { get; }
    public FileStore Files { get; }
    public CatalogueReader Catalogue { get; }
    public QuestionResolver Resolver { get; }
    public FigureReader Figures { get; }
    public LineageReader Lineage { get; }
    public FigureExplainer Explaining { get; }
    public SubmissionDesk Submissions { get; }
    public ReviewDesk Review { get; }
    public SubmissionPipeline Pipeline { get; }
    public Loader Loader { get; }
    public SubmissionSweep Sweep { get; }
    public FeedDesk Feeds { get; }

    public string ConnectionString => _database.ConnectionString;

    public string Inbox => _home["inbox"];

    /// <param name="moreFolders">Folders of mappings beside the shipped ones.</param>
    public static async Task<TestWarehouse> CreateAsync(params string[] moreFolders) =>
        new(
            await TestCluster.CreateAsync(),
            new TemporaryFolder(),
            moreFolders.Length == 0 ? ShippedLibrary.Value : new MappingLibrary([MappingsRoot, .. moreFolders])
        );

    /// <summary>Brings the template of all test databases to the schema and the shipped taxonomy.</summary>
    public static async Task PrepareAsync(string connectionString, CancellationToken cancellation)
    {
        await using var sources = new DataSources(connectionString);
        await new Migrations(sources).ApplyAsync(cancellation);
        await new TaxonomyLoader(sources).LoadAsync(ShippedLibrary.Value.Current(), cancellation);
    }

    public Task<Submission> IngestAsync(string path, string? feed = null, LocalDate? publicationDate = null, bool approve = true) =>
        IngestAsync(File.ReadAllBytes(path), Path.GetFileName(path), feed, publicationDate, approve);

    /// <summary>The whole way of a file, to being staged or rejected, and on to being loaded where it is agreed to.</summary>
    public async Task<Submission> IngestAsync(
        byte[] content,
        string name,
        string? feed = null,
        LocalDate? publicationDate = null,
        bool approve = true
    )
    {
        var receipt = await ReceiveAsync(content, name, feed, publicationDate);
        var id = receipt.Submission.SubmissionId;
        await Pipeline.ProcessAsync(id, CancellationToken.None);
        var read = await FindAsync(id);
        if (!approve)
            return read;
        Assert.True(read.State == SubmissionState.Staged, $"{name} is {read.State}: {read.FindingCounts}");
        return await LoadAsync(id);
    }

    public Task<Receipt> ReceiveAsync(byte[] content, string name, string? feed = null, LocalDate? publicationDate = null) =>
        ReceiveAsync([(name, content)], feed, publicationDate);

    /// <summary>Hands in several files as one submission.</summary>
    public Task<Receipt> ReceiveAsync(
        IEnumerable<(string Name, byte[] Content)> files,
        string? feed = null,
        LocalDate? publicationDate = null
    ) =>
        Submissions.ReceiveAsync(
            new Delivery
            {
                Files = [.. files.Select(f => new DeliveredFile(f.Name, new MemoryStream(f.Content)))],
                Feed = feed,
                PublicationDate = publicationDate,
                Through = "upload",
            },
            Clerk,
            CancellationToken.None
        );

    /// <summary>Agrees to what is staged and loads it.</summary>
    /// <param name="despite">Number of a newer version that is loaded already.</param>
    public async Task<Submission> LoadAsync(Guid id, int? despite = null)
    {
        await Review.ApproveAsync(id, Reviewer, null, CancellationToken.None, despite);
        await Loader.LoadAsync(id, CancellationToken.None);
        return await FindAsync(id);
    }

    public Task<Submission> FindAsync(Guid id) => Submissions.FindAsync(Actor.Operator, id, CancellationToken.None);

    /// <summary>What is stored and its sums, without breaks, computed indicators and aggregates.</summary>
    public async Task<IReadOnlyList<FigureText>> ReadAsync(ObservationQuery query)
    {
        var rows = new List<FigureText>();
        await foreach (var row in Figures.StoredAsync(query, CancellationToken.None))
            rows.Add(FigureText.From(row));
        return rows;
    }

    /// <summary>The answer with rates, shares and aggregates, as the API gives it.</summary>
    public async Task<IReadOnlyList<FigureText>> AnswerAsync(ObservationQuery query)
    {
        var rows = new List<FigureText>();
        await foreach (var row in Figures.ReadAsync(query, CancellationToken.None))
            rows.Add(FigureText.From(row));
        return rows;
    }

    /// <summary>The whole answer, page by page.</summary>
    public async Task<List<FigureText>> PagesAsync(ObservationQuery query, int figuresOfAPage) =>
        [.. (await PagesAsync(Resolver, Figures, query, figuresOfAPage)).Select(FigureText.From)];

    public static async Task<List<Figure>> PagesAsync(
        QuestionResolver resolver,
        FigureReader reader,
        ObservationQuery query,
        int figuresOfAPage
    )
    {
        var pages = new List<Figure>();
        var next = query with { Take = figuresOfAPage + 1 };
        while (true)
        {
            var question = await resolver.ResolveAsync(next, CancellationToken.None);
            var end = new PageEnd(question);
            var count = 0;
            await foreach (var figure in reader.ReadAsync(question, null, CancellationToken.None))
            {
                if (++count > figuresOfAPage)
                    break;
                end.Add(figure);
                pages.Add(figure);
            }
            if (count <= figuresOfAPage)
                return pages;
            // As a client hands it back.
            next = next with { After = PageCursor.Parse(end.Cursor.ToString()) };
        }
    }

    /// <summary>The one figure asked for.</summary>
    public async Task<FigureText> FigureAsync(
        string indicator,
        string area,
        string period,
        params (string Dimension, string Member)[] breakdown
    ) => Assert.Single(await ReadAsync(Ask(indicator, area, period, breakdown)));

    /// <summary>A question for one figure; its frequency is that of the period.</summary>
    public static ObservationQuery Ask(string indicator, string area, string period, params (string Dimension, string Member)[] breakdown)
    {
        var at = TimePeriod.TryParse(period) ?? throw new ArgumentException($"Not a period: {period}", nameof(period));
        return new ObservationQuery
        {
            Indicators = [indicator],
            Areas = [area],
            From = at,
            To = at,
            Frequency = at.Frequency,
            Breakdown = breakdown.ToDictionary(b => b.Dimension, b => (IReadOnlyList<string>)[b.Member], StringComparer.Ordinal),
        };
    }

    public async ValueTask DisposeAsync()
    {
        await Sources.DisposeAsync();
        await _database.DisposeAsync();
        _home.Dispose();
    }

    private static string RepositoryRoot()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "Observatory.sln")))
            at = at.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        return at.FullName;
    }
}
