using NodaTime;
using Observatory.Warehouse.Database;
using Xunit;

namespace Observatory.Tests.Warehouse;

/// <summary>How old a replica's state may be, from looks at both servers.</summary>
public sealed class ReplicaLagTests
{
    private readonly ReplicaLag _lag = new();

    [Fact]
    public void A_first_look_proves_nothing()
    {
        Look(0, primary: 100, replica: 100);
        Assert.Null(_lag.At(Seconds(0)));
    }

    [Fact]
    public void On_an_idle_system_a_replica_is_level_however_long_nothing_happens()
    {
        for (var second = 0; second <= 3600; second++)
            Look(second, primary: 100, replica: 100);
        Assert.Equal(Seconds(0), _lag.At(Seconds(3600)));
    }

    [Fact]
    public void A_replica_cut_off_grows_old_with_the_first_thing_that_happens_without_it()
    {
        Look(0, primary: 100, replica: 100);
        Look(1, primary: 100, replica: 100);
        for (var second = 2; second <= 10; second++)
            Look(second, primary: 101, replica: 100);
        Assert.Equal(Seconds(9), _lag.At(Seconds(10)));
    }

    [Fact]
    public void Under_steady_load_a_replica_is_as_old_as_the_state_it_has_reached()
    {
        for (var second = 0; second <= 10; second++)
            Look(second, primary: 100 + second * 10, replica: 100 + second * 10 - 25);
        Assert.Equal(Seconds(3), _lag.At(Seconds(10)));
    }

    [Fact]
    public void A_log_that_ends_in_the_middle_of_a_record_keeps_no_replica_back_where_no_transaction_is_under_way()
    {
        for (var second = 0; second <= 10; second++)
            _lag.Note(Seconds(second), Server(8192, 50, 50), Server(8100, 50, 50, isReplica: true));
        Assert.Equal(Seconds(0), _lag.At(Seconds(10)));
    }

    [Fact]
    public void Equal_last_transactions_prove_nothing_while_another_one_is_running()
    {
        for (var second = 0; second <= 10; second++)
            _lag.Note(Seconds(second), Server(8192, 49, 50), Server(8100, 50, 50, isReplica: true));
        Assert.Null(_lag.At(Seconds(10)));
    }

    [Fact]
    public void A_replica_that_had_more_than_its_primary_has_gone_its_own_way()
    {
        Look(0, primary: 100, replica: 300);
        Look(1, primary: 200, replica: 300);
        Assert.True(_lag.HasDiverged);
        Assert.Null(_lag.At(Seconds(1)));
    }

    [Fact]
    public void A_replica_ahead_by_what_came_between_the_two_questions_has_not()
    {
        Look(0, primary: 100, replica: 105);
        Look(1, primary: 110, replica: 115);
        Assert.False(_lag.HasDiverged);
        Assert.Equal(Seconds(0), _lag.At(Seconds(1)));
    }

    [Fact]
    public void A_replica_that_was_set_up_anew_is_not_judged_by_what_it_was()
    {
        Look(0, primary: 100, replica: 300);
        Look(1, primary: 100, replica: 300);
        for (var second = 2; second <= 3; second++)
            _lag.Note(Seconds(second), Server(100, 1, 2), Server(100, 1, 2, isReplica: true, started: 9));
        Assert.False(_lag.HasDiverged);
        Assert.Equal(Seconds(0), _lag.At(Seconds(3)));
    }

    [Fact]
    public void Positions_dropped_while_a_replica_was_far_behind_do_not_make_it_seem_up_to_date()
    {
        for (var second = 0; second <= 5000; second++)
            Look(second, primary: 100 + second, replica: 99);
        Look(5001, primary: 5101, replica: 5100);
        Assert.True(_lag.At(Seconds(5001)) > Seconds(3000));
        Look(5002, primary: 5102, replica: 5102);
        Assert.Equal(Seconds(0), _lag.At(Seconds(5002)));
    }

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);

    private static ServerPosition Server(long position, long oldest, long next, bool isReplica = false, int started = 0) =>
        new()
        {
            System = 1,
            Started = Instant.FromUnixTimeSeconds(isReplica ? 1000 + started : started),
            InRecovery = isReplica,
            Position = position,
            OldestRunning = oldest,
            NextTransaction = next,
        };

    /// <summary>With a transaction under way, so that only positions tell.</summary>
    private void Look(int second, long primary, long replica) =>
        _lag.Note(Seconds(second), Server(primary, 1, 2), Server(replica, 1, 2, isReplica: true));
}
