namespace Observatory.Warehouse.Notices;

/// <summary>How a connection to a mail server is sealed.</summary>
public enum MailSeal
{
    /// <summary>Begun in the clear and then sealed; a server that cannot is not used.</summary>
    StartTls,

    /// <summary>Sealed from the first byte.</summary>
    Tls,

    /// <summary>Not at all: for a server on this machine.</summary>
    None,
}

/// <summary>The mail server that notices are sent by.</summary>
/// <param name="User">Null where it asks for none.</param>
/// <param name="From">The mailbox that they come from.</param>
/// <param name="Home">Where the Observatory answers, for links; null where nobody has said.</param>
public sealed record MailSettings(string Host, int Port, MailSeal Seal, string? User, string? Password, string From, Uri? Home)
{
    /// <summary>Without the password, wherever it is written.</summary>
    public override string ToString() => $"{Host}:{Port}";
}
