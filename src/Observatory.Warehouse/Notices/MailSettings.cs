namespace Observatory.Warehouse.Notices;

/// <summary>How a connection to a mail server is encrypted.</summary>
public enum MailSeal
{
    /// <summary>The connection starts unencrypted and is then encrypted; a server that cannot do this is not used.</summary>
    StartTls,

    /// <summary>Encrypted from the first byte.</summary>
    Tls,

    /// <summary>Not encrypted: for a server on this machine.</summary>
    None,
}

/// <summary>The mail server for notices.</summary>
/// <param name="User">Null if it needs none.</param>
/// <param name="From">The sender's mailbox.</param>
/// <param name="Home">The address of the Observatory, for links; null if it is not set.</param>
public sealed record MailSettings(string Host, int Port, MailSeal Seal, string? User, string? Password, string From, Uri? Home)
{
    /// <summary>Without the password, so that no log contains it.</summary>
    public override string ToString() => $"{Host}:{Port}";
}
