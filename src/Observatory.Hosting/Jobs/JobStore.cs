using Hangfire;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;

namespace Observatory.Hosting.Jobs;

/// <summary>Where Hangfire keeps its jobs: a schema of its own in the database, by settings measured for these versions.</summary>
public static class JobStore
{
    /// <summary>Opens the store, and makes its schema if there is none.</summary>
    /// <param name="longestLock">After this time it lets go of a lock by itself.</param>
    public static JobStorage Open(string connectionString, TimeSpan longestLock)
    {
        // With the defaults a killed job stays dead for half an hour, and long jobs run twice.
        var options = new PostgreSqlStorageOptions
        {
            SchemaName = "hangfire",
            UseSlidingInvisibilityTimeout = true,
            InvisibilityTimeout = TimeSpan.FromSeconds(60),
            QueuePollInterval = TimeSpan.FromSeconds(1),
            // A killed server leaves its locks behind; with the default nothing scheduled runs for ten minutes.
            DistributedLockTimeout = longestLock,
        };
        return new PostgreSqlStorage(new NpgsqlConnectionFactory(connectionString, options), options);
    }
}
