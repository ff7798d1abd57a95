using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using Observatory.Hosting.Cluster;
using Observatory.Hosting.Postgres;

namespace Observatory.Faults.World;

/// <summary>
/// The real program, as a process of its own on a home of its own with a private PostgreSQL: started, killed and started again.
/// Faults are done to it from outside; what it answers comes over HTTP and from its verbs.
/// </summary>
internal sealed class ServedHome : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly string _folder;
    private readonly bool _isMounted;
    private readonly ConcurrentQueue<string> _log = new();
    private Process? _program;

    private ServedHome(string folder, bool isMounted)
    {
        _folder = folder;
        _isMounted = isMounted;
        Port = FreePort();
        Client = new HttpClient
        {
            BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}")),
            Timeout = TimeSpan.FromSeconds(60),
        };
    }

    public string Home => Path.Combine(_folder, "home");

    public string Mappings => Path.Combine(_folder, "mappings");

    public int Port { get; }

    public HttpClient Client { get; }

    public string UploaderKey { get; private set; } = "";

    public string ApproverKey { get; private set; } = "";

    /// <summary>The last lines that the program wrote.</summary>
    public string Log => string.Join('\n', _log.TakeLast(60));

    public bool IsRunning => _program is { HasExited: false };

    /// <param name="tmpfsMegabytes">Size of a file system of its own for the home; null for the machine's temporary folder. Needs
    /// root.</param>
    public static async Task<ServedHome> OpenAsync(int? tmpfsMegabytes = null)
    {
        var folder = Directory.CreateTempSubdirectory("observatory-faults-").FullName;
        // The account of the private PostgreSQL has its data inside.
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_001_001);
        if (tmpfsMegabytes is { } size)
            await RunAsync(
                "mount",
                "-t",
                "tmpfs",
                "-o",
                string.Create(CultureInfo.InvariantCulture, $"size={size}m,mode=0711"),
                "tmpfs",
                folder
            );
        var home = new ServedHome(folder, tmpfsMegabytes is not null);
        try
        {
            MonthlyFile.WriteMapping(home.Mappings);
            await home.StartAsync();
            home.UploaderKey = await home.KeyAsync("uploader");
            home.ApproverKey = await home.KeyAsync("approver");
            return home;
        }
        catch
        {
            await home.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the program and waits until it answers.</summary>
    public async Task StartAsync(string role = "all")
    {
        _program = Process.Start(Command("serve", "--migrate", "--role", role, "--urls", Client.BaseAddress!.ToString().TrimEnd('/')))!;
        _program.OutputDataReceived += (_, line) => Note(line.Data);
        _program.ErrorDataReceived += (_, line) => Note(line.Data);
        _program.BeginOutputReadLine();
        _program.BeginErrorReadLine();
        try
        {
            await UntilAsync(
                async () => (await Client.GetAsync(new Uri("/health/live", UriKind.Relative))).IsSuccessStatusCode,
                "the program answers",
                () => !IsRunning
            );
        }
        catch (ViolationException violation)
        {
            throw new ViolationException($"{violation.Message}\n{Log}");
        }
    }

    /// <summary>Ends the program at once, as a crash does.</summary>
    public async Task KillAsync()
    {
        if (_program is null)
            return;
        _program.Kill();
        await _program.WaitForExitAsync();
    }

    /// <summary>
    /// Asks the program to end, and waits. Not by the signal of Ctrl+C: what a shell runs in the background may have been told to take no
    /// notice of that.
    /// </summary>
    public async Task StopAsync()
    {
        if (_program is null || _program.HasExited)
            return;
        await RunAsync("kill", "-TERM", _program.Id.ToString(CultureInfo.InvariantCulture));
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            await _program.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            await KillAsync();
            throw new ViolationException($"the program does not end within two minutes of being asked to\n{Log}");
        }
    }

    /// <summary>Starts the program again where it is not running.</summary>
    public Task EnsureRunningAsync() => IsRunning ? Task.CompletedTask : StartAsync();

    /// <summary>Waits until the program says that it can do its work.</summary>
    public Task UntilReadyAsync() =>
        UntilAsync(
            async () => (await Client.GetAsync(new Uri("/health/ready", UriKind.Relative))).IsSuccessStatusCode,
            "the program is ready",
            () => !IsRunning
        );

    /// <summary>Ends the database's server at once, without a checkpoint: <c>pg_ctl stop --mode immediate</c>.</summary>
    public async Task StopDatabaseAtOnceAsync()
    {
        if (ClusterFolder.Of(Home) is { } cluster && ServerProcess.Find(Path.Combine(cluster, "data")) is { } server)
            await RunAsync("kill", "-QUIT", server.ProcessId.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Runs a verb on this home, or on another.</summary>
    public async Task<(int Code, string Output, string Error)> VerbAsync(string[] words, string? home = null)
    {
        using var process = Process.Start(Command(words, home ?? Home))!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await error);
    }

    /// <summary>Waits until something holds; a connection that fails is a no.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds, string what, Func<bool>? givenUp = null, TimeSpan? patience = null)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                if (await holds())
                    return;
            }
            catch (Exception fault)
                when (fault is HttpRequestException or TaskCanceledException or IOException or JsonException or Npgsql.NpgsqlException)
            {
                // Not yet.
            }
            if (givenUp?.Invoke() == true)
                throw new ViolationException($"{what}: the program ended");
            if (watch.Elapsed > (patience ?? Patience))
                throw new ViolationException($"{what}: not within {(patience ?? Patience).TotalMinutes:0} minutes");
            await Task.Delay(50);
        }
    }

    public static async Task RunAsync(string program, params string[] words)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, words) { RedirectStandardError = true, RedirectStandardOutput = true }
        )!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', words)}: {error}");
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await StopAsync();
        }
        catch (ViolationException)
        {
            // It has been ended.
        }
        _program?.Dispose();
        Client.Dispose();
        // A program that was killed leaves its database running for whoever comes next: nobody does.
        if (ClusterFolder.Of(Home) is { } cluster)
        {
            if (ServerProcess.Find(Path.Combine(cluster, "data")) is { } server)
            {
                await RunAsync("kill", "-INT", server.ProcessId.ToString(CultureInfo.InvariantCulture));
                await UntilAsync(
                    () => Task.FromResult(ServerProcess.Find(Path.Combine(cluster, "data")) is null),
                    "the database ends",
                    patience: TimeSpan.FromMinutes(1)
                );
            }
            if (!Path.GetFullPath(cluster).StartsWith(_folder, StringComparison.Ordinal))
                Directory.Delete(cluster, recursive: true);
        }
        if (_isMounted)
            await RunAsync("umount", _folder);
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<string> KeyAsync(string role)
    {
        var (code, output, error) = await VerbAsync(["keys", "create", "--office", MonthlyFile.Office, "--role", role, "--json"]);
        if (code != 0)
            throw new InvalidOperationException($"keys create: {error}");
        using var json = JsonDocument.Parse(output);
        return json.RootElement.GetProperty("secret").GetString()!;
    }

    private ProcessStartInfo Command(params string[] words) => Command(words, Home);

    private ProcessStartInfo Command(string[] words, string home)
    {
        // shared/Microsoft.NETCore.App/VERSION lies below the program that starts every other.
        var host = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        var start = new ProcessStartInfo(
            host,
            [Path.Combine(AppContext.BaseDirectory, "observatory.dll"), .. words, "--home", home, "--mappings", Mappings]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["OBSERVATORY_LANG"] = "en";
        // The rounds send more than an office of flesh and blood does in a day.
        start.Environment["OBSERVATORY_RATE_UPLOADS"] = "off";
        start.Environment["OBSERVATORY_RATE_CHANGES"] = "off";
        start.Environment["OBSERVATORY_RATE_KNOWN"] = "off";
        start.Environment["OBSERVATORY_RATE_ANONYMOUS"] = "off";
        start.Environment["OBSERVATORY_UPLOAD_FILES_A_DAY"] = "100000";
        return start;
    }

    private void Note(string? line)
    {
        if (line is null)
            return;
        _log.Enqueue(line);
        while (_log.Count > 500)
            _log.TryDequeue(out _);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
