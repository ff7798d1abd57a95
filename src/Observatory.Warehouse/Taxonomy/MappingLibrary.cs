using System.Security.Cryptography;
using System.Text;
using Observatory.Core.Answers;
using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;
using Observatory.Core.Taxonomy;

namespace Observatory.Warehouse.Taxonomy;

/// <summary>A feed's folder: its mapping, or the findings that make it unusable.</summary>
/// <param name="Schedule">When and from where it is fetched; null if people send its files.</param>
/// <param name="Publishes">How often the office publishes; null if not declared.</param>
public sealed record FeedFolder(
    string Name,
    string Path,
    FolderFiles Files,
    Mapping? Mapping,
    FeedSchedule? Schedule,
    PublishingHabit? Publishes,
    IReadOnlyList<Finding> Findings
);

/// <summary>The taxonomy and every mapping of the folders given, as one consistent state.</summary>
public sealed record LibraryState(FolderFiles TaxonomyFiles, TaxonomyCatalogue Taxonomy, IReadOnlyList<FeedFolder> Feeds)
{
    /// <summary>The usable mappings.</summary>
    public IReadOnlyList<Mapping> Mappings { get; } = [.. Feeds.Select(f => f.Mapping).OfType<Mapping>()];

    /// <summary>Checksum of the taxonomy and of every mapping: the same bytes with the same rules give the same figures.</summary>
    public string Rules { get; } =
        Convert.ToHexStringLower(
            SHA256.HashData(
                Encoding.UTF8.GetBytes(string.Join('\n', Feeds.Select(f => $"{f.Name} {f.Mapping?.Checksum}").Prepend(Taxonomy.Version)))
            )
        );

    /// <summary>The editors' answers about labels, by office.</summary>
    public AnswerMemory Answers { get; } = AnswerMemory.Of(Feeds.Where(f => f.Mapping is not null).Select(f => (f.Files, f.Mapping!)));

    /// <summary>The folder of a feed; null if there is none of that name.</summary>
    public FeedFolder? Find(string feed) => Feeds.FirstOrDefault(f => f.Name == feed);
}

/// <summary>
/// Reads <c>etl-mappings</c> and further given folders, and reads them again when one of their files changes, so that a new feed needs only
/// a folder and no restart.
/// </summary>
/// <param name="roots">The first contains the taxonomy; all contain mapping folders.</param>
public sealed class MappingLibrary(IReadOnlyList<string> roots)
{
    private const int MillisecondsFresh = 2000;

    private readonly Lock _gate = new();
    private LibraryState? _state;
    private string? _stamp;
    private long _checkedAt;

    /// <exception cref="Refusal">TAXONOMY_BROKEN if the taxonomy cannot be used.</exception>
    public LibraryState Current()
    {
        // While one thread checks for changed files, others continue with the known state.
        var known = Volatile.Read(ref _state);
        if (known is null)
            _gate.Enter();
        else if (IsFresh() || !_gate.TryEnter())
            return known;
        try
        {
            if (_state is not null && IsFresh())
                return _state;
            var stamp = Stamp();
            if (_state is null || stamp != _stamp)
                (_state, _stamp) = (Read(), stamp);
            Volatile.Write(ref _checkedAt, Environment.TickCount64);
            return _state;
        }
        finally
        {
            _gate.Exit();
        }
    }

    private bool IsFresh() => Environment.TickCount64 - Volatile.Read(ref _checkedAt) < MillisecondsFresh;

    private LibraryState Read()
    {
        var folder = Path.Combine(roots[0], "taxonomy");
        if (!Directory.Exists(folder))
            throw new Refusal(RefusalCodes.TaxonomyBroken, ("value", folder));
        var files = Folders.Read(folder, "taxonomy");
        var (taxonomy, findings) = TaxonomyReader.Read(files);
        if (taxonomy is null || findings.Any(f => f.Severity == Severity.Blocking))
            throw new Refusal(
                RefusalCodes.TaxonomyBroken,
                ("value", string.Join("; ", findings.Take(5).Select(f => $"{f.Code} {f.Where} {string.Join(", ", f.Arguments.Values)}")))
            );
        var feeds = new List<FeedFolder>();
        foreach (var root in roots)
        {
            foreach (var (name, path) in Folders.MappingFolders(root))
            {
                var content = Folders.Read(path, name);
                var (mapping, wrong) = MappingReader.Read(content, taxonomy);
                var (schedule, publishes, wrongSchedule) = FeedScheduleReader.Read(content);
                feeds.Add(new FeedFolder(name, path, content, mapping, schedule, publishes, [.. wrong, .. wrongSchedule]));
            }
        }
        // References between mappings can be checked only once all of them are read.
        var named = feeds
            .GroupBy(f => f.Name, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.First().Mapping, StringComparer.Ordinal);
        for (var i = 0; i < feeds.Count; i++)
            if (feeds[i].Mapping is { } mapping && OtherFeedNames.Check(mapping, named).ToList() is { Count: > 0 } wrong)
                feeds[i] = feeds[i] with { Mapping = null, Findings = [.. feeds[i].Findings, .. wrong] };
        return new LibraryState(files, taxonomy, [.. feeds.OrderBy(f => f.Name, StringComparer.Ordinal)]);
    }

    private string Stamp()
    {
        var stamp = new HashCode();
        foreach (var root in roots.Where(Directory.Exists))
        {
            foreach (
                var file in new DirectoryInfo(root)
                    .EnumerateFiles("*", SearchOption.AllDirectories)
                    .OrderBy(f => f.FullName, StringComparer.Ordinal)
            )
            {
                stamp.Add(file.FullName, StringComparer.Ordinal);
                stamp.Add(file.LastWriteTimeUtc);
                stamp.Add(file.Length);
            }
        }
        return stamp.ToHashCode().ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
