namespace Observatory.App.Access;

/// <summary>An address of these pages, as somebody else wrote it: a link that signs in must not lead elsewhere.</summary>
internal static class OwnAddress
{
    private static readonly Uri Here = new("http://here.invalid/");

    /// <summary>Path and query, encoded; <c>/</c> where it is none, or could be read as that of another host.</summary>
    public static string Of(string? text)
    {
        // Browsers pass over tabs and line breaks, and read a backslash as a slash: "/<tab>/example.org" is another host to them.
        if (
            text is not ['/', ..]
            || text.Any(c => char.IsControl(c) || c == '\\')
            || !Uri.TryCreate(Here, text, out var address)
            || address.Authority != Here.Authority
        )
            return "/";
        var path = address.PathAndQuery;
        return path.StartsWith("//", StringComparison.Ordinal) ? "/" : path;
    }
}
