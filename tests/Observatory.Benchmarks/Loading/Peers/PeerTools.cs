using Observatory.Benchmarks.Support;

namespace Observatory.Benchmarks.Loading.Peers;

/// <summary>
/// The other tools: those of this machine, else Debian's packages unpacked into a temporary folder, so that nothing is installed and
/// nothing stays. A tool that cannot be had either way is said to be so.
/// </summary>
internal sealed class PeerTools
{
    private static readonly string[] Packages = ["pgloader", "csvkit", "python3-pandas", "python3-psycopg2", "python3-sqlalchemy"];

    private readonly string _root;
    private readonly Dictionary<string, string> _environment = [];

    private PeerTools(string root) => _root = root;

    /// <summary>Where the packages' programs have to look for their parts; empty where the machine has the tools.</summary>
    public IReadOnlyDictionary<string, string> Environment => _environment;

    public string? Pandas { get; private set; }
    public string? Csvsql { get; private set; }
    public string? Pgloader { get; private set; }

    public static PeerTools Find(string folder)
    {
        var tools = new PeerTools(Path.Combine(folder, "peers"));
        tools.Look("pgloader", "csvsql");
        if (tools.Pandas is null || tools.Csvsql is null || tools.Pgloader is null)
        {
            tools.Unpack(folder);
            tools.Look(Path.Combine(tools._root, "usr", "bin", "pgloader"), Path.Combine(tools._root, "usr", "bin", "csvsql"));
        }
        return tools;
    }

    private void Look(string pgloader, string csvsql)
    {
        Pandas = Said("/usr/bin/python3", "-c", "import pandas, psycopg2, sqlalchemy; print('pandas', pandas.__version__)");
        (CsvsqlProgram, Csvsql) = (csvsql, Said(csvsql, "--version"));
        (PgloaderProgram, Pgloader) = (
            pgloader,
            Said(pgloader, "--version")?.Replace("version ", "", StringComparison.Ordinal).Replace("\"", "", StringComparison.Ordinal)
        );
    }

    public string CsvsqlProgram { get; private set; } = "csvsql";
    public string PgloaderProgram { get; private set; } = "pgloader";

    /// <summary>First line of what a program says; null where it does not run.</summary>
    private string? Said(params string[] command)
    {
        try
        {
            return MeasuredRun.Of(command, _environment).Output.Trim().Split('\n')[0];
        }
        catch (Exception missing) when (missing is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private void Unpack(string folder)
    {
        var archives = Directory.CreateDirectory(Path.Combine(folder, "archives", "partial")).Parent!.FullName;
        if (
            Said([
                "apt-get",
                "install",
                "-y",
                "--download-only",
                "--no-install-recommends",
                "-o",
                $"Dir::Cache::archives={archives}",
                .. Packages,
            ])
            is null
        )
            return;
        Directory.CreateDirectory(_root);
        foreach (var package in Directory.EnumerateFiles(archives, "*.deb"))
            MeasuredRun.Of(["dpkg-deb", "-x", package, _root]);
        var libraries = Directory
            .EnumerateDirectories(Path.Combine(_root, "usr", "lib"), "*-linux-gnu")
            .SelectMany(l => new[] { l, Path.Combine(l, "blas"), Path.Combine(l, "lapack") });
        _environment["LD_LIBRARY_PATH"] = string.Join(':', libraries);
        _environment["PYTHONPATH"] = Path.Combine(_root, "usr", "lib", "python3", "dist-packages");
    }
}
