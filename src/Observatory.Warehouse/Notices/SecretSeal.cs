using System.Security.Cryptography;
using Observatory.Core.Checking;
using Observatory.Warehouse.Files;

namespace Observatory.Warehouse.Notices;

/// <summary>A secret that only the holder of the key can read.</summary>
/// <param name="Text">Nonce, tag and encrypted text.</param>
/// <param name="Key">The short name of the key: the beginning of its SHA-256.</param>
public sealed record SealedSecret(byte[] Text, string Key);

/// <summary>
/// Seals the secrets of webhooks with AES-256-GCM (NIST SP 800-38D) and a key that is in a file and never in the database, so that a copy
/// of the database alone cannot sign anything. The file has one key per line, base64 of 32 bytes; the first seals, all open. It is read
/// each time, so that a new key works without a restart.
/// </summary>
/// <param name="path">The key file. It is created when the first secret is sealed, readable only by its owner.</param>
public sealed class SecretSeal(string path)
{
    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int NameBytes = 6;

    public string Path { get; } = path;

    /// <summary>Short names of the available keys; none if there is no file yet.</summary>
    /// <exception cref="Refusal">PARAMETER_VALUE if the file is not a key file, or cannot be read.</exception>
    public IReadOnlyList<string> Keys => [.. Read().Select(NameOf)];

    /// <param name="row">Identifier of the secret's owner: a secret sealed for one does not open for another.</param>
    /// <exception cref="Refusal">PARAMETER_VALUE if the file is not a key file, or can be neither read nor created.</exception>
    public SealedSecret Seal(byte[] secret, Guid row)
    {
        var key = Read() is [var first, ..] ? first : Create();
        var text = new byte[NonceBytes + TagBytes + secret.Length];
        RandomNumberGenerator.Fill(text.AsSpan(0, NonceBytes));
        using var cipher = new AesGcm(key, TagBytes);
        cipher.Encrypt(
            text.AsSpan(0, NonceBytes),
            secret,
            text.AsSpan(NonceBytes + TagBytes),
            text.AsSpan(NonceBytes, TagBytes),
            row.ToByteArray()
        );
        return new SealedSecret(text, NameOf(key));
    }

    /// <returns>The secret; null if the key is missing, or the sealed text was changed.</returns>
    /// <exception cref="Refusal">PARAMETER_VALUE if the file is not a key file, or cannot be read.</exception>
    public byte[]? Open(SealedSecret sealedSecret, Guid row)
    {
        var text = sealedSecret.Text;
        if (text.Length <= NonceBytes + TagBytes || Read().FirstOrDefault(k => NameOf(k) == sealedSecret.Key) is not { } key)
            return null;
        var secret = new byte[text.Length - NonceBytes - TagBytes];
        using var cipher = new AesGcm(key, TagBytes);
        try
        {
            cipher.Decrypt(
                text.AsSpan(0, NonceBytes),
                text.AsSpan(NonceBytes + TagBytes),
                text.AsSpan(NonceBytes, TagBytes),
                secret,
                row.ToByteArray()
            );
            return secret;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static string NameOf(byte[] key) => Convert.ToHexStringLower(SHA256.HashData(key).AsSpan(0, NameBytes));

    private List<byte[]> Read()
    {
        try
        {
            var keys = File.Exists(Path)
                ? File.ReadAllLines(Path).Where(l => !string.IsNullOrWhiteSpace(l)).Select(l => Convert.FromBase64String(l.Trim())).ToList()
                : [];
            return keys.TrueForAll(k => k.Length == KeyBytes) ? keys : throw Unfit();
        }
        catch (Exception fault) when (fault is FormatException or IOException or UnauthorizedAccessException)
        {
            throw Unfit();
        }
    }

    /// <summary>Creates the file completely or not at all, and only once if two processes begin at the same moment.</summary>
    private byte[] Create()
    {
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
            LastingFile.TryCreate(Path, Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes)) + "\n");
            return Read()[0];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw Unfit();
        }
    }

    private Refusal Unfit() =>
        new(RefusalCodes.ParameterValue, ("column", "OBSERVATORY_SEAL_FILE"), ("value", Path), ("expected", "openssl rand -base64 32"));
}
