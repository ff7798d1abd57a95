using System.Text.RegularExpressions;
using Observatory.Core.Checking;
using Observatory.Warehouse.Outgoing;

namespace Observatory.Warehouse.Notices;

/// <summary>An address that can receive notices: a webhook or a mailbox.</summary>
internal static partial class SubscriptionAddress
{
    private const string MailMark = "mailto:";
    private const int MostLength = 2000;
    private const int MostMailbox = 254;

    public static bool IsMail(string address) => address.StartsWith(MailMark, StringComparison.Ordinal);

    /// <summary>The mailbox of a mail address.</summary>
    public static string MailboxOf(string address) => address[MailMark.Length..];

    /// <summary>The part of an address that may be shown to others: paths and queries of webhooks often contain a secret.</summary>
    public static string HostOf(string address) => IsMail(address) ? address[(address.LastIndexOf('@') + 1)..] : new Uri(address).Host;

    /// <summary>The address as it is stored.</summary>
    /// <exception cref="Refusal">ADDRESS_UNFIT if nothing may be sent there.</exception>
    public static string Of(string text, GuardedWay way)
    {
        if (text.Length > MostLength)
            throw Unfit(text[..100]);
        if (text.StartsWith(MailMark, StringComparison.OrdinalIgnoreCase))
        {
            var mailbox = text[MailMark.Length..];
            return mailbox.Length <= MostMailbox && Mailbox().IsMatch(mailbox) ? MailMark + mailbox : throw Unfit(text);
        }
        // The parsed form is stored, so that the address that is checked is the one that is used: printable ASCII only.
        return
            Given.Address(text) is { } address
            && address.UserInfo.Length == 0
            && address.Fragment.Length == 0
            && way.Admits(address)
            && address.AbsoluteUri.Length <= MostLength
            ? address.AbsoluteUri
            : throw Unfit(text);
    }

    private static Refusal Unfit(string text) => new(RefusalCodes.AddressUnfit, ("value", text));

    /// <summary>
    /// A mailbox of RFC 5321, without quoted names, address literals and percent signs, by which old servers route: nothing in it can be
    /// read as a header or a second receiver.
    /// </summary>
    [GeneratedRegex(
        @"\A[A-Za-z0-9!#$&'*+/=?^_`{|}~-]{1,64}(\.[A-Za-z0-9!#$&'*+/=?^_`{|}~-]{1,64})*@"
            + @"([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}\z",
        RegexOptions.NonBacktracking
    )]
    private static partial Regex Mailbox();
}
