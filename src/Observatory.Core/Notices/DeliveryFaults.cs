namespace Observatory.Core.Notices;

/// <summary>Keys of the reasons why a notice was not delivered. Of a receiver's response only the status is stored.</summary>
public static class DeliveryFaults
{
    /// <summary>The receiver responded with a status that is not a success.</summary>
    public const string Answer = "answer";

    /// <summary>The receiver responded with a redirect, which is not followed.</summary>
    public const string Redirect = "redirect";

    /// <summary>No response within the time limit.</summary>
    public const string Time = "time";

    /// <summary>The name does not resolve to an address of the public internet.</summary>
    public const string Address = "address";

    /// <summary>No connection, or a connection that was interrupted.</summary>
    public const string Connection = "connection";

    /// <summary>The mail server did not accept the message.</summary>
    public const string Mail = "mail";

    /// <summary>No mail server is configured any more.</summary>
    public const string NoMail = "noMail";

    /// <summary>The key that decrypts the secret is not on this machine; nothing was sent.</summary>
    public const string Seal = "seal";

    public static IReadOnlyList<string> All { get; } = [Answer, Redirect, Time, Address, Connection, Mail, NoMail, Seal];
}
