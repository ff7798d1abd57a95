using System.Text;
using Microsoft.EntityFrameworkCore;
using Observatory.Core.Access;
using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Records;

/// <summary>The few tables that people and workers edit row by row. The schema is that of <c>sql/</c>; EF Core creates nothing.</summary>
public sealed class ObservatoryContext(DbContextOptions<ObservatoryContext> options) : DbContext(options)
{
    public DbSet<Submission> Submissions => Set<Submission>();
    public DbSet<SubmissionEvent> Events => Set<SubmissionEvent>();
    public DbSet<SubmissionFile> SubmissionFiles => Set<SubmissionFile>();
    public DbSet<StoredFinding> Findings => Set<StoredFinding>();
    public DbSet<StoredGroup> FindingGroups => Set<StoredGroup>();
    public DbSet<FeedState> Feeds => Set<FeedState>();

    public static ObservatoryContext Open(DataSources sources) =>
        new(new DbContextOptionsBuilder<ObservatoryContext>().UseNpgsql(sources.Writer, o => o.UseNodaTime()).Options);

    /// <summary>A context that sees only what the actor may see; disposing of it closes its connection.</summary>
    public static async Task<ObservatoryContext> OpenDeskAsync(
        DataSources sources,
        Actor actor,
        Permission permission,
        CancellationToken cancellation
    ) =>
        new(
            new DbContextOptionsBuilder<ObservatoryContext>()
                .UseNpgsql(await sources.OpenDeskAsync(actor, permission, cancellation), contextOwnsConnection: true, o => o.UseNodaTime())
                .Options
        );

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema("ingest");
        modelBuilder.Entity<Submission>(e =>
        {
            e.ToTable("submission").HasKey(s => s.SubmissionId);
            e.Property(s => s.Number).ValueGeneratedOnAdd();
            e.Property(s => s.State).HasConversion<string>();
            e.Property(s => s.Accounting).HasColumnType("jsonb");
            e.Property(s => s.FindingCounts).HasColumnType("jsonb");
            e.Property(s => s.Version).IsRowVersion();
        });
        modelBuilder.Entity<SubmissionEvent>(e =>
        {
            e.ToTable("submission_event").HasKey(s => s.SubmissionEventId);
            e.Property(s => s.State).HasConversion<string>();
        });
        modelBuilder.Entity<SubmissionFile>(e =>
        {
            e.ToTable("submission_file").HasKey(f => new { f.SubmissionId, f.Ordinal });
            e.HasOne<Submission>().WithMany().HasForeignKey(f => f.SubmissionId);
        });
        modelBuilder.Entity<StoredFinding>(e =>
        {
            e.ToTable("finding").HasKey(f => new { f.SubmissionId, f.Ordinal });
            e.Property(f => f.Arguments).HasColumnType("jsonb");
        });
        modelBuilder.Entity<StoredGroup>(e =>
        {
            e.ToTable("finding_group").HasKey(g => new { g.SubmissionId, g.Ordinal });
            foreach (
                var document in (string[])
                    [nameof(StoredGroup.Cause), nameof(StoredGroup.Places), nameof(StoredGroup.Arguments), nameof(StoredGroup.Suggestions)]
            )
                e.Property(document).HasColumnType("jsonb");
        });
        modelBuilder.Entity<FeedState>().ToTable("feed").HasKey(f => f.Feed);
        foreach (var property in modelBuilder.Model.GetEntityTypes().SelectMany(t => t.GetProperties()))
            property.SetColumnName(property.Name == nameof(Submission.Version) ? "xmin" : SnakeCase(property.Name));
    }

    private static string SnakeCase(string name)
    {
        var snake = new StringBuilder();
        for (var at = 0; at < name.Length; at++)
        {
            if (at > 0 && char.IsUpper(name[at]))
                snake.Append('_');
            snake.Append(char.ToLowerInvariant(name[at]));
        }
        return snake.ToString();
    }
}
