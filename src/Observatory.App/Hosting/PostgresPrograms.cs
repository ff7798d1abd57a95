using System.Globalization;

namespace Observatory.App.Hosting;

/// <summary>A folder with PostgreSQL's server programs, and their version.</summary>
public sealed record PostgresPrograms(string Folder, int Major, string Version)
{
    public const int OldestMajor = 15;

    public string InitDb => Path.Combine(Folder, "initdb");

    public string PgCtl => Path.Combine(Folder, "pg_ctl");

    public string Postgres => Path.Combine(Folder, "postgres");

    /// <summary>
    /// Every usable installation, the preferred one first: <c>OBSERVATORY_POSTGRES</c> (a folder), PATH, then the
    /// packages' own folders (Debian, Red Hat, Homebrew) with the newest first.
    /// </summary>
    public static async Task<IReadOnlyList<PostgresPrograms>> FindAllAsync(CancellationToken cancellationToken)
    {
        var found = new List<PostgresPrograms>();
        foreach (var folder in Candidates().Distinct())
        {
            if (await ReadAsync(folder, cancellationToken) is { } programs)
            {
                found.Add(programs);
            }
        }

        return found;
    }

    /// <summary>The programs of one major version, or the preferred ones; a <see cref="Fault"/> when there are none.</summary>
    public static async Task<PostgresPrograms> FindAsync(int? major, CancellationToken cancellationToken)
    {
        var found = await FindAllAsync(cancellationToken);
        if (found.FirstOrDefault(p => major is null ? p.Major >= OldestMajor : p.Major == major) is { } programs)
        {
            return programs;
        }

        var versions = found.Count == 0 ? "-" : string.Join(", ", found.Select(p => $"{p.Version} ({p.Folder})"));
        throw major is { } wanted
            ? new Fault(FaultCodes.PostgresVersion, ("wanted", wanted.ToString(CultureInfo.InvariantCulture)), ("found", versions))
            : new Fault(FaultCodes.PostgresMissing, ("wanted", OldestMajor.ToString(CultureInfo.InvariantCulture)), ("found", versions));
    }

    private static async Task<PostgresPrograms?> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        if (!File.Exists(Path.Combine(folder, "postgres")) || !File.Exists(Path.Combine(folder, "initdb")) || !File.Exists(Path.Combine(folder, "pg_ctl")))
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

        foreach (var folder in Numbered("/usr/lib/postgresql", "*", "bin")
            .Concat(Numbered("/usr", "pgsql-*", "bin"))
            .Concat(Numbered("/opt/homebrew/opt", "postgresql*", "bin"))
            .Concat(Numbered("/usr/local/opt", "postgresql*", "bin")))
        {
            yield return folder;
        }
    }

    private static IEnumerable<string> Numbered(string parent, string pattern, string child) =>
        Directory.Exists(parent)
            ? Directory.EnumerateDirectories(parent, pattern)
                .OrderByDescending(d => int.TryParse(new string([.. Path.GetFileName(d).Where(char.IsAsciiDigit)]), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0)
                .Select(d => Path.Combine(d, child))
            : [];
}
