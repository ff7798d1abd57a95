using NodaTime;
using Observatory.App.Asking;
using Observatory.Core.Checking;
using Observatory.Core.Reading;
using Observatory.Hosting.Cluster;
using Observatory.Hosting.Homes;
using Observatory.Hosting.Machine;
using Observatory.Warehouse.Access;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Faults;
using Observatory.Warehouse.Feeds;
using Observatory.Warehouse.Files;
using Observatory.Warehouse.Keeping;
using Observatory.Warehouse.Lineage;
using Observatory.Warehouse.Loading;
using Observatory.Warehouse.Mappings;
using Observatory.Warehouse.Notices;
using Observatory.Warehouse.Questions;
using Observatory.Warehouse.Series;
using Observatory.Warehouse.Submissions;
using Observatory.Warehouse.Taxonomy;

namespace Observatory.App.Composition;

/// <summary>
/// All parts of the program, created once: a command has one, a server passes its parts to requests and jobs.
/// </summary>
public sealed class Platform : IAsyncDisposable
{
    private readonly Database? _database;
    private readonly ILoggerFactory _logging;

    private Platform(
        string home,
        IReadOnlyList<string> mappingFolders,
        string connectionString,
        Database? database,
        string? readerConnectionString = null,
        AccessRules? rules = null,
        ILoggerFactory? logging = null,
        string? questions = null
    )
    {
        _database = database;
        _logging = logging ?? LoggerFactory.Create(l => ProgramLog.Configure(l, LogLevel.Warning));
        Home = home;
        Limits = BoundedReading.Limits;
        Library = new MappingLibrary(mappingFolders);
        Sources = new DataSources(
            connectionString,
            readerConnectionString ?? GrowthSettings.Reader,
            GrowthSettings.ReplicaLag,
            _logging.CreateLogger<ReaderSource>(),
            questions ?? database?.ReaderConnectionString
        );
        Clock = new DatabaseClock(Sources);
        Migrations = new Migrations(Sources);
        Taxonomy = new TaxonomyLoader(Sources);
        Files = new FileStore(GrowthSettings.Files ?? Path.Combine(home, "files"), Path.Combine(home, "files"));
        Belonging = new Belonging(Sources, Files, home);
        Catalogue = new CatalogueReader(Sources);
        Resolver = new QuestionResolver(Sources, Catalogue, Library, Clock);
        Figures = new FigureReader(Sources, Catalogue, Resolver);
        Questions = new QuestionDesk(Sources, Resolver, Figures, Catalogue, Library);
        Revisions = new RevisionReader(Sources, Catalogue, Library);
        Coverage = new CoverageReader(Sources, Catalogue);
        Lineage = new LineageReader(Sources, Figures, Files, Limits);
        Explaining = new FigureExplainer(Resolver, Figures, Lineage);
        Rules = rules ?? AccessRules.Usual;
        Keys = new KeyDesk(Sources, Rules, Clock);
        People = new PeopleDesk(Sources, Rules, Clock);
        Sessions = new SessionDesk(Sources);
        StoredResponses = new StoredResponseDesk(Sources, Clock);
        UploadLimits = new UploadLimitDesk(Sources, Rules, Clock, UploadSettings.FromEnvironment());
        Audit = new AuditDesk(Sources, Rules, Clock, Path.Combine(home, "audit", "heads"));
        Submissions = new SubmissionDesk(Sources, Files, Library, Clock, Limits, Rules, UploadLimits.Usual);
        Review = new ReviewDesk(Sources, Clock, Rules);
        Pipeline = new SubmissionPipeline(Sources, Files, Library, Clock, Limits, _logging.CreateLogger<SubmissionPipeline>());
        Loader = new Loader(Sources, Clock, _logging.CreateLogger<Loader>());
        // It writes into files of this machine, and needs no database.
        Answers = new AnswerDesk(Library, SystemClock.Instance);
        Comparisons = new CompareDesk(Sources, Files, Library, Limits);
        Applying = new ApplyDesk(Sources, Library, Clock);
        Marking = new MarkingDesk(Sources, Files, Limits, Rules);
        Findings = new FindingsDesk(Sources, Files, Limits, Rules);
        Receipts = new ReceiptDesk(Sources, Submissions, Findings, Rules);
        Comments = new CommentDesk(Sources, Submissions, Clock, Rules);
        Acknowledgements = new AcknowledgementDesk(Sources, Submissions, Clock, Rules);
        Watch = new SubmissionWatch(Sources, _logging.CreateLogger<SubmissionWatch>());
        Sweep = new SubmissionSweep(Sources, Clock);
        Queues = new SubmissionQueues(Sources);
        var mail = NoticeSettings.Mail();
        Seal = new SecretSeal(NoticeSettings.SealFile(home));
        Subscriptions = new SubscriptionDesk(Sources, Rules, Clock, Seal, mail is not null, NoticeSettings.AllowsLoopback);
        Reminders = new Reminders(Sources, Library, Clock, NoticeSettings.ReminderSteps);
        Courier = new Courier(Sources, Clock, Seal, mail, NoticeSettings.AllowsLoopback, _logging.CreateLogger<Courier>());
        Retention = new Retention(Sources, Clock, NoticeSettings.KeptFor, _logging.CreateLogger<Retention>());
        Scrub = new FileScrub(Sources, Files, Clock, SystemClock.Instance, _logging.CreateLogger<FileScrub>());
        Waits = new WaitReminders(Sources, Clock, NoticeSettings.WaitingSteps);
        Feeds = new FeedDesk(
            Sources,
            Library,
            Submissions,
            Clock,
            Path.Combine(home, "inbox"),
            SystemClock.Instance,
            _logging.CreateLogger<FeedDesk>()
        );
    }

    public string Home { get; }

    /// <summary>The database's clock, which orders versions.</summary>
    public DatabaseClock Clock { get; }
    public ReadLimits Limits { get; }
    public MappingLibrary Library { get; }
    public DataSources Sources { get; }
    public Migrations Migrations { get; }
    public TaxonomyLoader Taxonomy { get; }
    public FileStore Files { get; }

    /// <summary>Checks whether database, home and file store belong together.</summary>
    public Belonging Belonging { get; }
    public CatalogueReader Catalogue { get; }
    public QuestionResolver Resolver { get; }
    public FigureReader Figures { get; }
    public QuestionDesk Questions { get; }
    public RevisionReader Revisions { get; }
    public CoverageReader Coverage { get; }
    public LineageReader Lineage { get; }
    public FigureExplainer Explaining { get; }

    /// <summary>The access checks that the program makes before it acts for somebody.</summary>
    public AccessRules Rules { get; }
    public KeyDesk Keys { get; }
    public PeopleDesk People { get; }
    public SessionDesk Sessions { get; }
    public StoredResponseDesk StoredResponses { get; }
    public UploadLimitDesk UploadLimits { get; }
    public AuditDesk Audit { get; }

    /// <summary>Whether callers on this machine may use the accounts of the demo.</summary>
    public bool HasDemoAccounts { get; internal set; }

    /// <summary>
    /// How often a long response checks the caller's access again. Together with the time for which keys are cached, this ends access well
    /// within a minute after a key is revoked.
    /// </summary>
    public TimeSpan AsksAgainAfter { get; internal set; } = TimeSpan.FromSeconds(20);

    public SubmissionDesk Submissions { get; }
    public ReviewDesk Review { get; }
    public SubmissionPipeline Pipeline { get; }
    public Loader Loader { get; }
    public AnswerDesk Answers { get; }
    public CompareDesk Comparisons { get; }
    public ApplyDesk Applying { get; }
    public MarkingDesk Marking { get; }
    public FindingsDesk Findings { get; }
    public ReceiptDesk Receipts { get; }
    public CommentDesk Comments { get; }
    public AcknowledgementDesk Acknowledgements { get; }
    public SubmissionWatch Watch { get; }
    public SubmissionSweep Sweep { get; }
    public SubmissionQueues Queues { get; }
    public SecretSeal Seal { get; }
    public SubscriptionDesk Subscriptions { get; }
    public Courier Courier { get; }
    public Reminders Reminders { get; }
    public Retention Retention { get; }
    public FileScrub Scrub { get; }
    public WaitReminders Waits { get; }
    public FeedDesk Feeds { get; }

    /// <summary>The migrations that opening the database applied.</summary>
    public MigrationReport Migrated { get; private set; } = new([], false);

    /// <summary>Folders whose disk may fill up: stored files, scratch files of this machine, the private database.</summary>
    public IReadOnlyList<string> Places =>
        [
            .. new[] { Files.Root, Files.Local, _database is { PrivatePort: not null } ? ClusterFolder.Of(Home) : null }
                .OfType<string>()
                .Distinct(StringComparer.Ordinal),
        ];

    /// <summary>Recent outages of the database or of disks.</summary>
    public RecentOutages Outages { get; } = new();

    /// <summary>Records an outage, for the server's health checks.</summary>
    /// <returns>The folders that may be affected, each with its free bytes, for the log.</returns>
    internal string Note(Outage outage)
    {
        Outages.Note(outage.Kind);
        return FreeSpace.Say(outage.Place is { } place ? [place, .. Places] : Places);
    }

    /// <summary>The private cluster's port; null with a given database.</summary>
    public int? PrivatePort => _database?.PrivatePort;

    // Uses the machine's clock, because the clock of a database that has died cannot be read.
    /// <summary>Watches the private server until it is told to stop; does nothing with a given database.</summary>
    /// <exception cref="Fault">CLUSTER_LOST.</exception>
    public Task WatchClusterAsync(ILogger log, CancellationToken cancellation) =>
        PrivatePort is { } port
            ? new ClusterWatch(Home, port, SystemClock.Instance, log, whenRevived: Sources.ForgetConnections).RunAsync(cancellation)
            : Task.Delay(Timeout.Infinite, cancellation);

    /// <summary>
    /// Opens the database. A private one is migrated to the schema and taxonomy of this program; a given one is only checked, and its
    /// operator has to migrate it.
    /// </summary>
    /// <exception cref="Refusal">DATABASE_BEHIND for a given database that was not migrated.</exception>
    /// <exception cref="Fault">
    /// DATABASE_FOREIGN, DATABASE_EMPTY if the home or the stored files belong to another database, which is then left unchanged.
    /// </exception>
    /// <param name="open">Opens the database, once the settings are known to be valid.</param>
    public static async Task<Platform> OpenAsync(
        string home,
        IReadOnlyList<string> mappingFolders,
        Func<Task<Database>> open,
        bool migrate,
        LogLevel level,
        CancellationToken cancellation
    )
    {
        // Check the settings before a server is started, which nobody would then stop.
        _ = GrowthSettings.ReplicaLag;
        _ = NoticeSettings.Mail();
        _ = NoticeSettings.KeptFor;
        HomeFolder.Close(home);
        var database = await open();
        var platform = new Platform(
            home,
            mappingFolders,
            database.ConnectionString,
            database,
            logging: LoggerFactory.Create(l => ProgramLog.Configure(l, level))
        );
        try
        {
            await platform.DemandBelongingAsync(cancellation);
            if (migrate || Database.Given is null)
                await platform.MigrateAsync(cancellation);
            else if ((await platform.Migrations.CheckAsync(cancellation)).Pending is { Count: > 0 } pending)
                throw new Refusal(RefusalCodes.DatabaseBehind, ("value", string.Join(", ", pending)));
            await platform.Belonging.RememberAsync(cancellation);
            return platform;
        }
        catch
        {
            await platform.DisposeAsync();
            throw;
        }
    }

    /// <summary>Uses a database that somebody else manages.</summary>
    /// <param name="readerConnectionString">Connection string of its replicas; null to take it from the settings.</param>
    public static Platform Over(
        string home,
        IReadOnlyList<string> mappingFolders,
        string connectionString,
        string? readerConnectionString = null
    ) => new(home, mappingFolders, connectionString, null, readerConnectionString);

    /// <summary>As above, for tests that change the access rules or listen to the log.</summary>
    internal static Platform Over(
        string home,
        IReadOnlyList<string> mappingFolders,
        string connectionString,
        AccessRules rules,
        bool hasDemoAccounts,
        ILoggerFactory? logging = null,
        string? questions = null
    ) => new(home, mappingFolders, connectionString, null, null, rules, logging, questions) { HasDemoAccounts = hasDemoAccounts };

    /// <summary>Checks that this database belongs to the home and to its stored files.</summary>
    /// <returns>The report, if nothing contradicts that.</returns>
    /// <exception cref="Fault">DATABASE_FOREIGN, DATABASE_EMPTY.</exception>
    public async Task<BelongingReport> DemandBelongingAsync(CancellationToken cancellation)
    {
        var found = await Belonging.ExamineAsync(cancellation);
        return found.Bond is Bond.Same or Bond.New ? found : throw NotBelonging(found, Sources.Place);
    }

    /// <summary>The error for a database that does not belong to a home or to stored files.</summary>
    /// <param name="database">The address of the database, without secrets.</param>
    public static Fault NotBelonging(BelongingReport found, string database) =>
        new(
            found.Bond == Bond.Empty ? FaultCodes.DatabaseEmpty : FaultCodes.DatabaseForeign,
            ("path", found.Place),
            ("database", database),
            ("wanted", found.Remembered?.ToString() ?? "-"),
            ("found", found.Database?.ToString() ?? "-"),
            ("note", Path.Combine(found.Place, Belonging.FileName))
        );

    /// <summary>Checks that the database's own policies would refuse what the program must not do.</summary>
    /// <exception cref="Refusal">ROLES_UNSAFE with each gap in the database's policies.</exception>
    public async Task DemandSafeRolesAsync(CancellationToken cancellation)
    {
        var wrong = await Sources.WrongRolesAsync(cancellation);
        if (wrong.Count > 0)
            throw new Refusal(RefusalCodes.RolesUnsafe, ("value", string.Join("; ", wrong.Select(w => $"{w.Role}: {w.What}"))));
    }

    /// <summary>Migrates schema and taxonomy; leaves existing data unchanged.</summary>
    public async Task MigrateAsync(CancellationToken cancellation)
    {
        Migrated = await Migrations.ApplyAsync(cancellation);
        await Subscriptions.SealAsync(cancellation);
        await Taxonomy.LoadAsync(Library.Current(), cancellation);
        await Rollups.RebuildWhereMissingAsync(Sources, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await Watch.DisposeAsync();
        Marking.Dispose();
        Findings.Dispose();
        Courier.Dispose();
        await Sources.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
        _logging.Dispose();
    }
}
