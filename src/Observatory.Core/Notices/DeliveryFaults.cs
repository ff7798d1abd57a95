namespace Observatory.Core.Notices;

/// <summary>Why something was not delivered. Keys that stand in lists; what a receiver answered is kept as its status alone.</summary>
public static class DeliveryFaults
{
    /// <summary>The receiver answered, with another status than one of success.</summary>
    public const string Answer = "answer";

    /// <summary>The receiver answered that it is elsewhere; that is not followed.</summary>
    public const string Redirect = "redirect";

    /// <summary>No answer within the time that is given.</summary>
    public const string Time = "time";

    /// <summary>The name leads to no address of the public internet.</summary>
    public const string Address = "address";

    /// <summary>No connection, or one that broke off.</summary>
    public const string Connection = "connection";

    /// <summary>The mail server took the message not.</summary>
    public const string Mail = "mail";

    /// <summary>There is no mail server any more.</summary>
    public const string NoMail = "noMail";

    /// <summary>The key that opens the secret is not on this machine: nothing was sent.</summary>
    public const string Seal = "seal";

    public static IReadOnlyList<string> All { get; } = [Answer, Redirect, Time, Address, Connection, Mail, NoMail, Seal];
}
