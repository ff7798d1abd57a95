using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Observatory.Core.Notices;

/// <summary>
/// Signs webhooks so that a receiver can verify their sender: HMAC-SHA256 as in the Standard Webhooks specification, version 1.0.0.
/// </summary>
public static class WebhookSecret
{
    /// <summary>The prefix of every displayed secret; base64 follows it.</summary>
    public const string Mark = "whsec_";

    public const int Bytes = 32;

    public static byte[] Create() => RandomNumberGenerator.GetBytes(Bytes);

    /// <summary>The secret as it is displayed, once.</summary>
    public static string Text(byte[] secret) => Mark + Convert.ToBase64String(secret);

    /// <summary>The value of <c>webhook-signature</c>: one signature for each valid secret, separated by blanks.</summary>
    /// <param name="id">The value of <c>webhook-id</c>.</param>
    /// <param name="seconds">The value of <c>webhook-timestamp</c>: the time of this attempt, in seconds since 1970.</param>
    public static string Sign(IEnumerable<byte[]> secrets, string id, long seconds, string body)
    {
        var signed = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{seconds}.{body}"));
        return string.Join(' ', secrets.Select(s => "v1," + Convert.ToBase64String(HMACSHA256.HashData(s, signed))));
    }
}
