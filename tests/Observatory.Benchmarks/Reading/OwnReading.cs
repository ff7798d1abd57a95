using System.Diagnostics;
using NodaTime;
using Observatory.Benchmarks.Support;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;
using Observatory.Warehouse.Files;
using Observatory.Warehouse.Taxonomy;

namespace Observatory.Benchmarks.Reading;

/// <summary>
/// What the Observatory does with the same bytes: guard, dialect, rows, mapping, numbers, checks, and every figure asked for once.
/// </summary>
internal sealed class OwnReading
{
    private static readonly LocalDate Today = new(2030, 1, 1);
    private static readonly ReadLimits Limits = ReadLimits.Default with { MaxFileBytes = long.MaxValue };

    private readonly LibraryState _library;
    private readonly Mapping? _mapping;
    private readonly string _path;

    public OwnReading(string root, string path)
    {
        _path = path;
        _library = new MappingLibrary([Path.Combine(root, "etl-mappings")]).Current();
        _mapping = MunicipalFeed.IsName(Path.GetFileName(path)) ? MunicipalFeed.Read(_library) : null;
        using var file = Open();
        Dialect = SourceFile.Open(file, Path.GetFileName(path), Limits).Dialect;
    }

    public FileDialect Dialect { get; }

    /// <summary>
    /// What was done: figures and findings. Where no mapping of the tree fits, the rows alone are read, and <c>Figures</c> is null.
    /// </summary>
    public (long? Figures, int Findings) Read()
    {
        using var file = Open();
        using var scratch = new Scratch(Path.GetTempPath());
        var reading = FileReading.Of(
            file,
            Path.GetFileName(_path),
            _mapping,
            _library.Mappings,
            _library.Taxonomy,
            Today,
            Limits,
            CancellationToken.None,
            openScratch: scratch.Open
        );
        if (reading.Mapped is not { } mapped)
        {
            var rows = SourceFile.Open(file, Path.GetFileName(_path), Limits).Rows(CancellationToken.None).LongCount();
            GC.KeepAlive(rows);
            return (null, reading.Findings.Total);
        }
        long figures = 0;
        foreach (var figure in mapped.Observations)
            figures += figure.Cells >= 0 ? 1 : 0;
        return (figures, reading.Findings.Total);
    }

    /// <summary>
    /// Seconds of each part of the way alone: guard, dialect, rows; what <see cref="Read"/> takes beyond them is mapping and checks.
    /// </summary>
    public IEnumerable<(string Part, double Seconds)> Parts()
    {
        using var file = Open();
        var name = Path.GetFileName(_path);
        yield return ("guard", Seconds(() => FileGuard.Inspect(file, name, Limits)));
        yield return ("dialect", Seconds(() => FileSniffer.Sniff(file, name)));
        var source = SourceFile.Open(file, name, Limits);
        yield return ("rows", Seconds(() => source.Rows(CancellationToken.None).LongCount()));
        yield return ("all", Seconds(() => Read()));
    }

    private static double Seconds<T>(Func<T> part)
    {
        var watch = Stopwatch.StartNew();
        GC.KeepAlive(part());
        return watch.Elapsed.TotalSeconds;
    }

    private FileStream Open() => new(_path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
}
