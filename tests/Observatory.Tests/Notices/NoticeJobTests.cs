using System.Text;
using Observatory.Core.Access;
using Observatory.Core.Languages;
using Observatory.Core.Notices;
using Observatory.Tests.Api;
using Observatory.Warehouse.Notices;
using Xunit;

namespace Observatory.Tests.Notices;

/// <summary>A running server delivers by itself, without anybody asking.</summary>
[Collection(ApiTests.Name)]
public sealed class NoticeJobTests(ApiWorld world)
{
    [Fact]
    public async Task A_worker_s_state_change_is_delivered_at_once_and_never_to_an_internal_address()
    {
        var desk = world.Platform.Subscriptions;
        // Only its way out tells that this name leads inside: the attempt itself is what shows that the worker has tried.
        var subscription = await desk.CreateAsync(
            Actor.Operator,
            "MEX_SESNSP",
            "https://localhost:9/",
            ["submission.rejected"],
            Language.En,
            CancellationToken.None
        );
        try
        {
            var sent = await world.SendAndWaitAsync(
                Encoding.UTF8.GetBytes($"anio;delito\n2020;{Guid.NewGuid():N}\n"),
                "x.csv",
                ("feed", "MEX/sesnsp-state-offences")
            );
            Assert.Equal("Rejected", sent.GetProperty("state").GetString());
            var delivery = await WaitAsync(desk, subscription.Id);
            Assert.Equal((DeliveryFaults.Address, "Waiting"), (delivery.LastFault, delivery.State));
        }
        finally
        {
            await desk.RemoveAsync(Actor.Operator, subscription.Id, CancellationToken.None);
        }
    }

    private static async Task<DeliveryRow> WaitAsync(SubscriptionDesk desk, Guid id)
    {
        for (var turn = 0; turn < 600; turn++)
        {
            var rows = await desk.DeliveriesAsync(Actor.Operator, id, null, 10, CancellationToken.None);
            if (rows is [{ LastFault: not null } tried])
                return tried;
            await Task.Delay(100);
        }
        throw new TimeoutException("Nothing was tried within a minute.");
    }
}
