using System.Security.Cryptography;
using System.Text;

namespace Observatory.Warehouse.Files;

/// <summary>Identifies a submission by the content of its files, not by their names or order.</summary>
public static class FileSet
{
    /// <summary>SHA-256 of a single file as it is; for several, of their sorted checksums, one per line. Lower-case hexadecimal.</summary>
    public static string Sha256Of(IReadOnlyCollection<string> checksums) =>
        checksums.Count == 1
            ? checksums.Single()
            : Convert.ToHexStringLower(
                SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(checksums.Order(StringComparer.Ordinal).Select(c => c + "\n"))))
            );
}
