using System.Security.Cryptography;
using System.Text;

namespace Observatory.Warehouse.Submissions;

/// <summary>By what a submission is known again: what its files hold, not how they are called or in which order they came.</summary>
public static class FileSet
{
    /// <summary>SHA-256 of one file as it is; of several, of their checksums in order, each on a line. Lower-case hexadecimal.</summary>
    public static string Sha256Of(IReadOnlyCollection<string> checksums) =>
        checksums.Count == 1
            ? checksums.Single()
            : Convert.ToHexStringLower(
                SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(checksums.Order(StringComparer.Ordinal).Select(c => c + "\n"))))
            );
}
