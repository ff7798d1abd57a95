using Npgsql;
using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Loading;

/// <summary>The statements that keep <c>dw.rollup_observation</c>, in the order in which they run.</summary>
public static class RollupQueries
{
    public static readonly Statement DeltaOfChanges = new("rollups/delta_of_changes");
    public static readonly Statement DeltaOfAll = new("rollups/delta_of_all");
    public static readonly Statement PresentStanding = new("rollups/present_standing");
    public static readonly Statement Forget = new("rollups/forget");
    public static readonly Statement RiseInTime = new("rollups/rise_in_time");
    public static readonly Statement NoRiseInTime = new("rollups/no_rise_in_time");
    public static readonly Statement RiseOfStaged = new("rollups/rise_of_staged");
    public static readonly Statement FirstPlace = new("rollups/first_place");
    public static readonly Statement TouchedByStaged = new("rollups/touched_by_staged");
    public static readonly Statement TouchedByChanges = new("rollups/touched_by_changes");
    public static readonly Statement RiseInSpace = new("rollups/rise_in_space");
    public static readonly Query<int> RiseFurther = new("rollups/rise_further");
    public static readonly Statement Risen = new("rollups/risen");
    public static readonly Statement AnalyzeRisen = new("rollups/analyze_risen");
    public static readonly Statement Expected = new("rollups/expected");
    public static readonly Statement AnalyzeExpected = new("rollups/analyze_expected");
    public static readonly Statement Gain = new("rollups/gain");
    public static readonly Statement AddToSums = new("rollups/add_to_sums");
    public static readonly Statement NewSums = new("rollups/new_sums");
    public static readonly Statement DropEmpty = new("rollups/drop_empty");
    public static readonly Query<bool> HasMixed = new("rollups/has_mixed");
    public static readonly Statement Mixed = new("rollups/mixed");
    public static readonly Statement United = new("rollups/united");
    public static readonly Statement UnitedSets = new("rollups/united_sets");
    public static readonly Statement SetAttributes = new("rollups/set_attributes");
    public static readonly Query<string> Structure = new("rollups/structure");
    public static readonly Query<bool> IsMissing = new("rollups/is_missing");
    public static readonly Statement Rejudge = new("rollups/rejudge");
}

/// <summary>
/// Sums over time and over areas, kept beside the figures. A sum is a linear thing: what a load adds and takes away is summed along the
/// calendar and the tree of areas, each step once, and added to what is there. The result is exactly that of a sum from nothing, which
/// <see cref="RebuildAsync"/> makes by the same statements.
/// </summary>
public static class Rollups
{
    private const int MostSteps = 4;

    /// <summary>After a first load was attached: its sums over time came with it, those of the areas right above were made when it was staged.</summary>
    internal static async Task FollowAttachedAsync(LoadInProgress load)
    {
        await load.RunAsync(RollupQueries.PresentStanding).ConfigureAwait(false);
        await load.RunAsync(RollupQueries.NoRiseInTime).ConfigureAwait(false);
        await load.RunAsync(RollupQueries.RiseOfStaged).ConfigureAwait(false);
        await AddAsync(load.RunAsync, (q, p) => load.OneAsync(q, p)).ConfigureAwait(false);
        await load.RunAsync(RollupQueries.FirstPlace).ConfigureAwait(false);
        await load.RunAsync(RollupQueries.TouchedByStaged).ConfigureAwait(false);
        await UniteAsync(load.RunAsync, q => load.OneAsync(q)).ConfigureAwait(false);
        await load.RunAsync(RollupQueries.Rejudge).ConfigureAwait(false);
    }

    internal static async Task FollowChangesAsync(LoadInProgress load, bool anyWithdrawn)
    {
        await load.RunAsync(RollupQueries.DeltaOfChanges).ConfigureAwait(false);
        await FollowAsync(load.RunAsync, (q, p) => load.OneAsync(q, p), q => load.OneAsync(q), anyWithdrawn).ConfigureAwait(false);
        await load.RunAsync(RollupQueries.Rejudge).ConfigureAwait(false);
    }

    /// <summary>Makes every sum from nothing, in the transaction given: after the tree of areas or the kinds of indicators have changed.</summary>
    public static async Task RebuildAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        var none = new { load_id = 0 };
        Task Run(Statement statement) => statement.RunAsync(connection, none, cancellation, transaction);
        await Run(RollupQueries.Forget).ConfigureAwait(false);
        await Run(RollupQueries.DeltaOfAll).ConfigureAwait(false);
        await FollowAsync(Run, (q, p) => q.OneAsync(connection, p, cancellation, transaction), q => q.OneAsync(connection, none, cancellation, transaction), anyWithdrawn: true).ConfigureAwait(false);
        await Run(LoadQueries.ForgetViews).ConfigureAwait(false);
    }

    /// <summary>Makes the sums of a database that had none yet: its schema has just been brought up.</summary>
    public static async Task RebuildWhereMissingAsync(DataSources sources, CancellationToken cancellation)
    {
        var connection = await sources.Migrator.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                if (!await RollupQueries.IsMissing.OneAsync(connection, null, cancellation, transaction).ConfigureAwait(false))
                    return;
                await RebuildAsync(connection, transaction, cancellation).ConfigureAwait(false);
                await transaction.CommitAsync(cancellation).ConfigureAwait(false);
            }
        }
    }

    private static async Task FollowAsync(Func<Statement, Task> run, Func<Query<int>, object, Task<int>> count, Func<Query<bool>, Task<bool>> whether, bool anyWithdrawn)
    {
        await run(RollupQueries.PresentStanding).ConfigureAwait(false);
        await run(RollupQueries.RiseInTime).ConfigureAwait(false);
        await run(RollupQueries.RiseInSpace).ConfigureAwait(false);
        await AddAsync(run, count).ConfigureAwait(false);
        if (anyWithdrawn)
            await run(RollupQueries.DropEmpty).ConfigureAwait(false);
        await run(RollupQueries.TouchedByChanges).ConfigureAwait(false);
        await UniteAsync(run, whether).ConfigureAwait(false);
    }

    /// <summary>Carries what was gained up the tree of areas and along the calendar, and adds it to what is there.</summary>
    private static async Task AddAsync(Func<Statement, Task> run, Func<Query<int>, object, Task<int>> count)
    {
        for (var step = 1; step < MostSteps && await count(RollupQueries.RiseFurther, new { step }).ConfigureAwait(false) > 0;)
            step++;
        await run(RollupQueries.Risen).ConfigureAwait(false);
        await run(RollupQueries.AnalyzeRisen).ConfigureAwait(false);
        await run(RollupQueries.Expected).ConfigureAwait(false);
        await run(RollupQueries.AnalyzeExpected).ConfigureAwait(false);
        await run(RollupQueries.Gain).ConfigureAwait(false);
        // Two statements: an insert that updates where it finds something locks that row first, and writes to the log that it did.
        await run(RollupQueries.AddToSums).ConfigureAwait(false);
        await run(RollupQueries.NewSums).ConfigureAwait(false);
    }

    /// <summary>Looks up what the parts have in attributes, where it may not be one set.</summary>
    private static async Task UniteAsync(Func<Statement, Task> run, Func<Query<bool>, Task<bool>> whether)
    {
        if (!await whether(RollupQueries.HasMixed).ConfigureAwait(false))
            return;
        await run(RollupQueries.Mixed).ConfigureAwait(false);
        await run(RollupQueries.United).ConfigureAwait(false);
        await run(RollupQueries.UnitedSets).ConfigureAwait(false);
        await run(RollupQueries.SetAttributes).ConfigureAwait(false);
    }
}
