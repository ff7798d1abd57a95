namespace Observatory.Hosting.Cluster;

/// <summary>The server settings of a private cluster. They are passed at each start, so that a newer program brings its own.</summary>
public static class ClusterSettings
{
    public static IReadOnlyDictionary<string, string> Usual { get; } =
        new Dictionary<string, string>
        {
            ["listen_addresses"] = "127.0.0.1",
            // No socket, because its path may be too long (107 bytes), and the loopback address requires a password.
            ["unix_socket_directories"] = "",
            ["cluster_name"] = "observatory",
            ["max_connections"] = "200",
            ["shared_buffers"] = $"{SharedMegabytes(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)}MB",
            ["jit"] = "off",
            ["max_wal_size"] = "4GB",
            // A statement whose client was killed ends, and frees its locks, within this time.
            ["client_connection_check_interval"] = "2s",
            ["timezone"] = "UTC",
            ["log_timezone"] = "UTC",
            ["lc_messages"] = "C",
            ["logging_collector"] = "on",
            // Seven files by day of the week, each overwritten after a week, so that the log never fills the disk.
            ["log_filename"] = "postgres-%a.log",
            ["log_truncate_on_rotation"] = "on",
            ["log_rotation_age"] = "1d",
            ["log_rotation_size"] = "0",
        };

    /// <summary>For tests: nothing needs to survive a power cut.</summary>
    public static IReadOnlyDictionary<string, string> Forgetful { get; } =
        new Dictionary<string, string>
        {
            ["fsync"] = "off",
            ["synchronous_commit"] = "off",
            ["full_page_writes"] = "off",
            ["shared_buffers"] = "64MB",
            ["max_connections"] = "400",
            ["max_wal_size"] = "1GB",
        };

    /// <summary>
    /// The server's shared memory in megabytes (2^20 bytes): an eighth of the available memory, because files, the program and the system's
    /// cache need the rest; at least 128, at most 2048, beyond which the system's cache is as good.
    /// </summary>
    /// <param name="available">Memory of the machine, or the container's limit, in bytes.</param>
    public static long SharedMegabytes(long available) => Math.Clamp(available / 8 >> 20, 128, 2048);

    /// <summary>The settings as arguments of the <c>postgres</c> program.</summary>
    public static IEnumerable<string> Arguments(IEnumerable<KeyValuePair<string, string>> settings) =>
        settings.SelectMany(s => new[] { "-c", $"{s.Key}={s.Value}" });
}
