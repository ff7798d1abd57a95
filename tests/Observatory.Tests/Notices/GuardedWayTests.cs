using System.Net;
using Observatory.Core.Checking;
using Observatory.Core.Notices;
using Observatory.Warehouse.Outgoing;
using Xunit;

namespace Observatory.Tests.Notices;

/// <summary>Webhooks lead nowhere inside, whatever a name says and whenever it says it.</summary>
public sealed class GuardedWayTests
{
    [Theory]
    [InlineData("http://example.org/hook")]
    [InlineData("ftp://example.org/hook")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://user:password@example.org/hook")]
    [InlineData("https://example.org/hook#part")]
    [InlineData("https://127.0.0.1/hook")]
    [InlineData("https://[::1]/hook")]
    [InlineData("https://[::ffff:10.0.0.1]/hook")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://2130706433/hook")]
    [InlineData("https://0x7f.1/hook")]
    [InlineData("http://localhost/hook")]
    [InlineData("hook")]
    [InlineData("mailto:a@example.org,b@example.org")]
    [InlineData("mailto:a@example.org?cc=b@example.org")]
    [InlineData("mailto:a@example.org\r\nBcc: b@example.org")]
    [InlineData("mailto:<a@example.org>")]
    [InlineData("mailto:a%0d%0ab@example.org")]
    [InlineData("mailto:a@localhost")]
    [InlineData("mailto:a@[127.0.0.1]")]
    public async Task An_address_that_may_not_be_told_is_refused_when_it_is_named(string address)
    {
        await using var world = await NoticeWorld.OpenAsync(allowsLoopback: false, mail: MailTests.Nowhere);
        var refusal = await Assert.ThrowsAsync<Refusal>(() => world.SubscribeAsync(address));
        Assert.Equal(RefusalCodes.AddressUnfit, refusal.Code);
    }

    [Fact]
    public async Task A_name_that_leads_inside_is_not_connected_to()
    {
        await using var receiver = await Receiver.StartAsync();
        foreach (var inside in (string[])["127.0.0.1", "10.0.0.7", "169.254.169.254", "::1", "fd00:ec2::254", "224.0.0.1"])
        {
            await using var world = await NoticeWorld.OpenAsync(allowsLoopback: false, resolve: (_, _) =>
                Task.FromResult<IPAddress[]>([IPAddress.Parse(inside)])
            );
            var subscription = await world.SubscribeAsync(
                $"https://hooks.example.org:{new Uri(receiver.Address).Port}/",
                "submission.staged"
            );
            await world.StageAsync();
            await world.DeliverAsync();
            Assert.Equal(DeliveryFaults.Address, Assert.Single(await world.DeliveriesAsync(subscription)).LastFault);
        }
        Assert.Empty(receiver.Taken);
    }

    [Fact]
    public async Task The_systems_own_name_of_this_machine_is_not_connected_to()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var world = await NoticeWorld.OpenAsync(allowsLoopback: false);
        var subscription = await world.SubscribeAsync($"https://localhost:{new Uri(receiver.Address).Port}/", "submission.staged");
        await world.StageAsync();
        await world.DeliverAsync();
        Assert.Equal(DeliveryFaults.Address, Assert.Single(await world.DeliveriesAsync(subscription)).LastFault);
        Assert.Empty(receiver.Taken);
    }

    /// <summary>
    /// A name that first leads outside and then inside: it is asked once for each connection, and what it said is what is connected to.
    /// </summary>
    [Fact]
    public async Task A_name_that_changes_its_answer_leads_nowhere()
    {
        await using var receiver = await Receiver.StartAsync();
        var asked = 0;
        // Of the range for documentation that is public by its number: nobody answers there.
        IPAddress[] answers = [IPAddress.Parse("203.0.113.1"), IPAddress.Loopback];
        await using var world = await NoticeWorld.OpenAsync(allowsLoopback: false, patience: TimeSpan.FromSeconds(5), resolve: (_, _) =>
            Task.FromResult<IPAddress[]>([answers[Math.Min(asked++, 1)]])
        );
        var subscription = await world.SubscribeAsync($"https://rebind.example.org:{new Uri(receiver.Address).Port}/", "submission.staged");
        await world.StageAsync();
        await world.DeliverAsync();
        Assert.Equal(1, asked);
        Assert.Contains(
            Assert.Single(await world.DeliveriesAsync(subscription)).LastFault,
            (string?[])[DeliveryFaults.Time, DeliveryFaults.Connection]
        );
        world.Wait(NodaTime.Duration.FromMinutes(1));
        // Another worker: the first may still be waiting for the address outside.
        using var other = world.CourierWith(TimeSpan.FromSeconds(5), (_, _) =>
            Task.FromResult<IPAddress[]>([answers[Math.Min(asked++, 1)]])
        );
        await other.RunAsync(CancellationToken.None);
        Assert.Equal(2, asked);
        Assert.Equal(DeliveryFaults.Address, Assert.Single(await world.DeliveriesAsync(subscription)).LastFault);
        Assert.Empty(receiver.Taken);
    }

    [Fact]
    public async Task Connections_without_TLS_go_only_to_this_machine_if_allowed()
    {
        using var client = new HttpClient(
            new GuardedWay(allowsLoopback: true, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("203.0.113.1")])).Handler(
                redirects: 0
            )
        );
        var fault = await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.GetAsync(new Uri("http://localhost:9/")));
        Assert.True(fault is AddressRefusedException || fault.InnerException is AddressRefusedException, fault.ToString());
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.GetAsync(new Uri("http://example.org/")));
    }

    /// <summary>A feed's source may point elsewhere; each place is judged as the first.</summary>
    [Fact]
    public async Task A_redirect_that_is_followed_is_judged_again()
    {
        await using var inside = await Receiver.StartAsync();
        await using var first = await Receiver.StartAsync(
            (context, _) =>
            {
                context.Response.Redirect($"http://rebind.example.org:{new Uri(inside.Address).Port}/", permanent: false);
                return Task.CompletedTask;
            }
        );
        using var client = new HttpClient(
            new GuardedWay(allowsLoopback: true, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback])).Handler(redirects: 5)
        );
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.GetAsync(new Uri(first.Address)));
        Assert.Single(first.Taken);
        Assert.Empty(inside.Taken);
    }
}
