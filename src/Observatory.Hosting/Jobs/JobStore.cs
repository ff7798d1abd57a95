using Hangfire;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;

namespace Observatory.Hosting.Jobs;

/// <summary>Hangfire's storage of jobs: a schema of its own in the database, with settings measured for these versions.</summary>
public static class JobStore
{
    /// <summary>Opens the storage, and creates its schema if there is none.</summary>
    /// <param name="longestLock">The storage releases a lock by itself after this time.</param>
    public static JobStorage Open(string connectionString, TimeSpan longestLock)
    {
        // With the defaults, a job whose server was killed is not retried for half an hour, and long jobs run twice.
        var options = new PostgreSqlStorageOptions
        {
            SchemaName = "hangfire",
            UseSlidingInvisibilityTimeout = true,
            InvisibilityTimeout = TimeSpan.FromSeconds(60),
            QueuePollInterval = TimeSpan.FromSeconds(1),
            // A killed server leaves its locks; with the default, nothing scheduled would run for ten minutes.
            DistributedLockTimeout = longestLock,
        };
        return new PostgreSqlStorage(new NpgsqlConnectionFactory(connectionString, options), options);
    }
}
