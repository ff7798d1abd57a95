using System.Diagnostics;
using System.Globalization;
using System.Net;
using Observatory.App.Limits;
using Observatory.Core.Checking;
using Xunit;

namespace Observatory.Tests.Limits;

public sealed class RateBucketsTests
{
    private static readonly RatePolicy Five = new("five", 5, TimeSpan.FromHours(1));

    [Fact]
    public void Each_caller_has_a_bucket_and_is_told_what_is_left()
    {
        using var buckets = new RateBuckets(Five);
        Assert.Equal([4, 3, 2, 1, 0], Enumerable.Range(0, 5).Select(_ => buckets.Take("a").Left));
        var refused = buckets.Take("a");
        Assert.False(refused.IsGranted);
        Assert.Equal(TimeSpan.FromMinutes(12), refused.Wait);
        Assert.Equal(("\"five\";q=5;w=3600", "\"five\";r=0;t=3600"), (refused.Policy.Header, refused.Header));
        Assert.Equal("\"five\";r=4;t=720", buckets.Take("b").Header);
    }

    [Fact]
    public void Looking_takes_nothing()
    {
        using var buckets = new RateBuckets(Five);
        Assert.All(Enumerable.Range(0, 10), _ => Assert.Equal((true, 5), (buckets.Take("a", 0).IsGranted, buckets.Take("a", 0).Left)));
    }

    [Fact]
    public void Used_tokens_are_refilled_in_time()
    {
        using var buckets = new RateBuckets(new RatePolicy("quick", 2, TimeSpan.FromMilliseconds(100)));
        var begun = Stopwatch.StartNew();
        Assert.True(SpinWait.SpinUntil(() => !buckets.Take("a").IsGranted, TimeSpan.FromSeconds(30)));
        Assert.True(
            SpinWait.SpinUntil(() => buckets.Take("a").IsGranted, TimeSpan.FromSeconds(30)),
            $"nothing came back in {begun.Elapsed}"
        );
    }

    /// <summary>
    /// What is kept is counted, not weighed: the process is shared with other tests. The benchmark <c>limits</c> weighs a bucket.
    /// </summary>
    [Fact]
    public void A_hundred_thousand_addresses_make_a_bounded_number_of_buckets_and_take_nobodys()
    {
        using var buckets = new RateBuckets(new RatePolicy("many", 1_000, TimeSpan.FromHours(1)));
        while (buckets.Take("busy").IsGranted) { }
        for (var n = 0; n < 100_000; n++)
            Assert.True(buckets.Take(n.ToString(CultureInfo.InvariantCulture)).IsGranted);
        Assert.InRange(buckets.Count, RateBuckets.MostOwn, RateBuckets.MostOwn + RateBuckets.MostShared);
        Assert.False(buckets.Take("busy").IsGranted);
    }

    [Fact]
    public void Buckets_that_are_full_again_make_room()
    {
        using var buckets = new RateBuckets(new RatePolicy("short", 1, TimeSpan.FromMilliseconds(1)));
        for (var n = 0; n < RateBuckets.MostOwn; n++)
            buckets.Take(n.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(RateBuckets.MostOwn, buckets.Count);
        Assert.True(
            SpinWait.SpinUntil(
                () =>
                {
                    buckets.Take(Guid.NewGuid().ToString());
                    return buckets.Count < RateBuckets.MostOwn / 2;
                },
                TimeSpan.FromSeconds(60)
            )
        );
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "20010DB800010002")]
    [InlineData("2001:db8:1:2:ffff::1", "20010DB800010002")]
    public void An_address_is_counted_by_who_was_given_it(string address, string counted) =>
        Assert.Equal(counted, RateGuard.AddressOf(IPAddress.Parse(address)));

    [Fact]
    public void A_setting_is_a_number_or_off()
    {
        Assert.Same(Five, Five.As(null, "X"));
        Assert.Same(Five, Five.As(" ", "X"));
        Assert.Null(Five.As("off", "X"));
        Assert.Equal(12, Five.As("12", "X")!.Quota);
        foreach (var wrong in (string[])["0", "-1", "1.5", "many", "1000001"])
            Assert.Equal(RefusalCodes.ParameterValue, Assert.Throws<Refusal>(() => Five.As(wrong, "X")).Code);
    }

    [Fact]
    public void Proxies_are_addresses_and_networks()
    {
        Assert.Empty(Proxies.Read(null));
        Assert.Equal(["10.0.0.5/32", "10.1.0.0/16", "fd00::/8"], Proxies.Read("10.0.0.5, 10.1.0.0/16,fd00::/8").Select(n => n.ToString()));
        Assert.Throws<Refusal>(() => Proxies.Read("proxy.example"));
    }
}
