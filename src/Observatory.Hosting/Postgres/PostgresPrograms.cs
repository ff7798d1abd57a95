using System.Globalization;
using System.Runtime.CompilerServices;
using Observatory.Hosting.Machine;

namespace Observatory.Hosting.Postgres;

/// <summary>A folder with PostgreSQL's server programs, and their version.</summary>
public sealed record PostgresPrograms(string Folder, int Major, string Version)
{
    public const int OldestMajor = 15;

    public string InitDb => Path.Combine(Folder, "initdb");

    public string PgCtl => Path.Combine(Folder, "pg_ctl");

    public string Postgres => Path.Combine(Folder, "postgres");

    /// <summary>
    /// One of PostgreSQL's other programs: in the folder of the server's, in the folder that these link to, or on PATH; null if it is
    /// nowhere.
    /// </summary>
    public string? Tool(string name)
    {
        var behind = new FileInfo(Postgres).ResolveLinkTarget(returnFinalTarget: true) is { } target
            ? Path.GetDirectoryName(target.FullName)!
            : Folder;
        string[] folders =
        [
            Folder,
            behind,
            .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries),
        ];
        return folders.Select(f => Path.Combine(f, name)).FirstOrDefault(File.Exists);
    }

    /// <summary>
    /// Every usable installation, the preferred one first: <c>OBSERVATORY_POSTGRES</c> (a folder), PATH, then the packages' own folders
    /// (Debian, Red Hat, Homebrew), newest first.
    /// </summary>
    public static async IAsyncEnumerable<PostgresPrograms> FindAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var folder in Candidates().Distinct())
        {
            if (await ReadAsync(folder, cancellationToken) is { } programs)
            {
                yield return programs;
            }
        }
    }

    /// <summary>The programs of one major version, or the preferred ones; throws a <see cref="Fault"/> if there are none.</summary>
    public static async Task<PostgresPrograms> FindAsync(int? major, CancellationToken cancellationToken)
    {
        var found = new List<PostgresPrograms>();
        await foreach (var programs in FindAllAsync(cancellationToken))
        {
            if (major is null ? programs.Major >= OldestMajor : programs.Major == major)
            {
                return programs;
            }

            found.Add(programs);
        }

        var versions = found.Count == 0 ? "-" : string.Join(", ", found.Select(p => $"{p.Version} ({p.Folder})"));
        throw major is { } wanted
            ? new Fault(FaultCodes.PostgresVersion, ("wanted", wanted.ToString(CultureInfo.InvariantCulture)), ("found", versions))
            : new Fault(FaultCodes.PostgresMissing, ("wanted", OldestMajor.ToString(CultureInfo.InvariantCulture)), ("found", versions));
    }

    private static async Task<PostgresPrograms?> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        if (
            !File.Exists(Path.Combine(folder, "postgres"))
            || !File.Exists(Path.Combine(folder, "initdb"))
            || !File.Exists(Path.Combine(folder, "pg_ctl"))
        )
        {
            return null;
        }

        // "postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)"
        var run = await ProgramRun.RunAsync([Path.Combine(folder, "postgres"), "--version"], "", cancellationToken);
        var version = run.Output.Split(' ', StringSplitOptions.TrimEntries).ElementAtOrDefault(2) ?? "";
        var digits = new string([.. version.TakeWhile(char.IsAsciiDigit)]);
        return run.Succeeded && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            ? new(folder, major, version)
            : null;
    }

    private static IEnumerable<string> Candidates()
    {
        if (Environment.GetEnvironmentVariable("OBSERVATORY_POSTGRES") is { Length: > 0 } given)
        {
            yield return given;
        }

        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            yield return folder;
        }

        foreach (
            var folder in Numbered("/usr/lib/postgresql", "*", "bin")
                .Concat(Numbered("/usr", "pgsql-*", "bin"))
                .Concat(Numbered("/opt/homebrew/opt", "postgresql*", "bin"))
                .Concat(Numbered("/usr/local/opt", "postgresql*", "bin"))
        )
        {
            yield return folder;
        }
    }

    private static IEnumerable<string> Numbered(string parent, string pattern, string child) =>
        Directory.Exists(parent)
            ? Directory
                .EnumerateDirectories(parent, pattern)
                .OrderByDescending(d =>
                    int.TryParse(
                        new string([.. Path.GetFileName(d).Where(char.IsAsciiDigit)]),
                        NumberStyles.None,
                        CultureInfo.InvariantCulture,
                        out var n
                    )
                        ? n
                        : 0
                )
                .Select(d => Path.Combine(d, child))
            : [];

    /// <summary>The programs of the version that wrote a data folder.</summary>
    public static async Task<PostgresPrograms> ForAsync(string data, CancellationToken cancellationToken)
    {
        var text = (await File.ReadAllTextAsync(Path.Combine(data, "PG_VERSION"), cancellationToken)).Trim();
        return await FindAsync(int.Parse(text, CultureInfo.InvariantCulture), cancellationToken);
    }
}
