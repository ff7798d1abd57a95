using Npgsql;
using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Loading;

/// <summary>The statements that maintain <c>dw.rollup_observation</c>, in the order in which they run.</summary>
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
    public static readonly Query<PartitionRow> RisenPlaces = new("rollups/risen_places");
    public static readonly Statement Expected = new("rollups/expected");
    public static readonly Statement Gain = new("rollups/gain");
    public static readonly Statement AnalyzeGain = new("rollups/analyze_gain");
    public static readonly Statement MixedGains = new("rollups/mixed_gains");
    public static readonly Statement AddToSums = new("rollups/add_to_sums");
    public static readonly Statement NewSums = new("rollups/new_sums");
    public static readonly Statement DropEmpty = new("rollups/drop_empty");
    public static readonly Statement MixedSumsOfStaged = new("rollups/mixed_sums_of_staged");
    public static readonly Query<bool> AnyMixed = new("rollups/any_mixed");
    public static readonly Statement MixedParts = new("rollups/mixed_parts");
    public static readonly Statement AnalyzeMixed = new("rollups/analyze_mixed");
    public static readonly Statement Mixed = new("rollups/mixed");
    public static readonly Statement United = new("rollups/united");
    public static readonly Statement UnitedSets = new("rollups/united_sets");
    public static readonly Statement Settled = new("rollups/settled");
    public static readonly Statement AnalyzeSettled = new("rollups/analyze_settled");
    public static readonly Query<PartitionRow> SettledPlaces = new("rollups/settled_places");
    public static readonly Statement SetAttributes = new("rollups/set_attributes");
    public static readonly Query<string> Structure = new("rollups/structure");
    public static readonly Query<bool> IsMissing = new("rollups/is_missing");
    public static readonly Statement Judged = new("rollups/judged");
    public static readonly Statement AnalyzeJudged = new("rollups/analyze_judged");
    public static readonly Query<PartitionRow> JudgedPlaces = new("rollups/judged_places");
    public static readonly Statement Rejudge = new("rollups/rejudge");
}

/// <summary>
/// Maintains sums over time and over areas beside the figures. Sums are linear: additions and withdrawals of a load are summed along the
/// calendar and the hierarchy of areas, one step each, and added to the existing sums. The result is exactly that of summing from scratch,
/// which <see cref="RebuildAsync"/> does with the same statements.
/// </summary>
public static class Rollups
{
    private const int MostSteps = 4;

    /// <summary>
    /// Runs after a first load was attached: its sums over time were attached with it, and those of the parent areas were calculated when
    /// it was staged.
    /// </summary>
    internal static async Task FollowAttachedAsync(LoadInProgress load)
    {
        await load.RunAsync(RollupQueries.PresentStanding);
        await load.RunAsync(RollupQueries.NoRiseInTime);
        await load.RunAsync(RollupQueries.RiseOfStaged);
        await AddAsync(load, areAllNew: true);
        await load.RunAsync(RollupQueries.FirstPlace);
        await load.RunAsync(RollupQueries.TouchedByStaged);
        await load.RunAsync(RollupQueries.MixedSumsOfStaged);
        await UniteAsync(load);
        // Sums over time were made while the figures were staged, without what was declared for them.
        await RejudgeAsync(load, areAttached: true);
    }

    internal static async Task FollowChangesAsync(LoadInProgress load, bool anyWithdrawn)
    {
        await load.RunAsync(RollupQueries.DeltaOfChanges);
        await FollowAsync(load, anyWithdrawn);
        await RejudgeAsync(load, areAttached: false);
    }

    /// <summary>
    /// Calculates every sum from scratch in the given transaction, after the hierarchy of areas or the kinds of indicators have changed.
    /// </summary>
    public static async Task RebuildAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        var all = new LoadInProgress(null, connection, transaction, loadId: 0, submissionNumber: 0, cancellation);
        await all.RunAsync(RollupQueries.Forget);
        await all.RunAsync(RollupQueries.DeltaOfAll);
        await FollowAsync(all, anyWithdrawn: true);
        await all.RunAsync(LoadQueries.ForgetViews);
    }

    /// <summary>Calculates the sums of a database that has none yet, because its schema was just migrated.</summary>
    public static async Task RebuildWhereMissingAsync(DataSources sources, CancellationToken cancellation)
    {
        await using var connection = await sources.Migrator.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (!await RollupQueries.IsMissing.OneAsync(connection, null, cancellation, transaction))
            return;
        await RebuildAsync(connection, transaction, cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private static async Task FollowAsync(LoadInProgress load, bool anyWithdrawn)
    {
        await load.RunAsync(RollupQueries.PresentStanding);
        await load.RunAsync(RollupQueries.RiseInTime);
        await load.RunAsync(RollupQueries.RiseInSpace);
        var partitions = await AddAsync(load, areAllNew: false);
        if (anyWithdrawn)
            await load.RunAsync(RollupQueries.DropEmpty, partitions);
        await load.RunAsync(RollupQueries.TouchedByChanges);
        await UniteAsync(load);
    }

    /// <summary>Propagates gains up the hierarchy of areas and along the calendar, and adds them to the existing sums.</summary>
    /// <param name="areAllNew">True if no changed sum is there yet, because the partition has just been attached.</param>
    /// <returns>The partitions of the sums that changed.</returns>
    private static async Task<IReadOnlyList<PartitionRow>> AddAsync(LoadInProgress load, bool areAllNew)
    {
        for (var step = 1; step < MostSteps && await load.OneAsync(RollupQueries.RiseFurther, new { step }) > 0; )
            step++;
        await load.RunAsync(RollupQueries.Risen);
        await load.RunAsync(RollupQueries.AnalyzeRisen);
        await load.JoinByHashingAsync(RollupQueries.Expected, RollupQueries.Gain);
        await load.RunAsync(RollupQueries.AnalyzeGain);
        await load.RunAsync(RollupQueries.MixedGains);
        var partitions = await load.ListAsync(RollupQueries.RisenPlaces);
        // Two statements, because an insert that updates on conflict first locks the existing row and writes that to the log.
        if (!areAllNew)
            await load.RunAsync(RollupQueries.AddToSums, partitions);
        await load.RunAsync(RollupQueries.NewSums);
        return partitions;
    }

    /// <summary>Looks up the attributes of the parts if they may not be a single set.</summary>
    private static async Task UniteAsync(LoadInProgress load)
    {
        if (!await load.OneAsync(RollupQueries.AnyMixed))
            return;
        await load.RunAsync(RollupQueries.MixedParts);
        await load.RunAsync(RollupQueries.AnalyzeMixed);
        await load.JoinByHashingAsync(RollupQueries.Mixed, RollupQueries.United, RollupQueries.UnitedSets, RollupQueries.Settled);
        await load.RunAsync(RollupQueries.AnalyzeSettled);
        await load.RunAsync(RollupQueries.SetAttributes, await load.ListAsync(RollupQueries.SettledPlaces));
    }

    /// <summary>
    /// Updates how many parts make a total complete, for sums that the load does not change but for which it declares another number.
    /// </summary>
    /// <param name="areAttached">True if sums over time were attached with their partition, unjudged.</param>
    private static async Task RejudgeAsync(LoadInProgress load, bool areAttached)
    {
        await load.JudgeAsync(RollupQueries.Judged, areAttached);
        await load.RunAsync(RollupQueries.AnalyzeJudged);
        await load.RunAsync(RollupQueries.Rejudge, await load.ListAsync(RollupQueries.JudgedPlaces));
    }
}
