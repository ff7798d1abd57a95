using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Observatory.Core.Notices;

/// <summary>What a receiver knows a webhook of ours by: HMAC-SHA256 as in the Standard Webhooks specification, version 1.0.0.</summary>
public static class WebhookSecret
{
    /// <summary>Every secret that is shown begins with this; behind it stands base64.</summary>
    public const string Mark = "whsec_";

    public const int Bytes = 32;

    public static byte[] Create() => RandomNumberGenerator.GetBytes(Bytes);

    /// <summary>As it is shown, once.</summary>
    public static string Text(byte[] secret) => Mark + Convert.ToBase64String(secret);

    /// <summary>What stands in <c>webhook-signature</c>: one signature for each secret that is good, separated by blanks.</summary>
    /// <param name="id">What stands in <c>webhook-id</c>.</param>
    /// <param name="seconds">What stands in <c>webhook-timestamp</c>: of this attempt, since 1970.</param>
    public static string Sign(IEnumerable<byte[]> secrets, string id, long seconds, string body)
    {
        var signed = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{seconds}.{body}"));
        return string.Join(' ', secrets.Select(s => "v1," + Convert.ToBase64String(HMACSHA256.HashData(s, signed))));
    }
}
