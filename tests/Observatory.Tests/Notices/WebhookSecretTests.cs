using Observatory.Core.Notices;
using Xunit;

namespace Observatory.Tests.Notices;

public sealed class WebhookSecretTests
{
    /// <summary>The example that the libraries of the Standard Webhooks specification are tested with.</summary>
    [Fact]
    public void A_signature_is_that_of_the_specification()
    {
        var secret = Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        Assert.Equal(
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            WebhookSecret.Sign([secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, "{\"test\": 2432232314}")
        );
    }

    [Fact]
    public void Every_valid_secret_signs() =>
        Assert.Equal(
            2,
            WebhookSecret.Sign([WebhookSecret.Create(), WebhookSecret.Create()], "msg_1", 1, "{}").Split(' ').Distinct().Count()
        );

    [Fact]
    public void A_secret_is_shown_with_its_mark_and_can_be_read_back()
    {
        var secret = WebhookSecret.Create();
        Assert.StartsWith("whsec_", WebhookSecret.Text(secret), StringComparison.Ordinal);
        Assert.Equal(secret, Convert.FromBase64String(WebhookSecret.Text(secret)["whsec_".Length..]));
        Assert.Equal(32, secret.Length);
    }

    [Fact]
    public void Waits_grow_to_more_than_three_days_and_end()
    {
        var waits = Enumerable.Range(1, DeliveryPatience.MostTries - 1).Select(t => DeliveryPatience.After(t)!.Value).ToList();
        Assert.Equal(waits.Order(), waits);
        Assert.InRange(waits.Sum(w => w.TotalDays), 3, 4);
        Assert.Null(DeliveryPatience.After(DeliveryPatience.MostTries));
    }
}
