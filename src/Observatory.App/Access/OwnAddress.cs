namespace Observatory.App.Access;

/// <summary>Checks an address of these pages that comes from a request: a sign-in link must not lead to another site.</summary>
internal static class OwnAddress
{
    private static readonly Uri Here = new("http://here.invalid/");

    /// <summary>
    /// Path and query, encoded; <c>/</c> if the text is no local path, or a browser could read it as an address of another host.
    /// </summary>
    public static string Of(string? text)
    {
        // Browsers ignore tabs and line breaks, and read a backslash as a slash: "/<tab>/example.org" is another host to them.
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
