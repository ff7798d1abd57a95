using Observatory.Core.Cells;

namespace Observatory.Core.Checking;

/// <summary>Blocking: the data cannot be stored truthfully. Warning: it can, but a person should check it. Note: for information.</summary>
public enum Severity
{
    Note,
    Warning,
    Blocking,
}

/// <summary>
/// Something in a file, a mapping or the taxonomy that a person has to know. It is a value, collected by the hundred, and never thrown. The
/// message catalogue makes the text for people from the code and the arguments.
/// </summary>
/// <param name="Code">One of <see cref="FindingCodes"/>.</param>
/// <param name="Where">
/// Cell of a data file, or line and column of a mapping file (whose name takes the place of the sheet); null for the whole file.
/// </param>
/// <param name="Arguments">Named values for the message, as written in the file.</param>
public sealed record Finding(string Code, Severity Severity, CellRef? Where, IReadOnlyDictionary<string, string> Arguments)
{
    /// <summary>The figures that a question is about, if there are more than the one that its arguments name; otherwise empty.</summary>
    public IReadOnlyList<FigureRef> AskedAbout { get; init; } = [];

    public static Finding Of(string code, Severity severity, CellRef? where, params ReadOnlySpan<(string Name, string Value)> arguments)
    {
        var named = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in arguments)
            named[name] = value;
        return new Finding(code, severity, where, named);
    }

    public static Finding Blocking(string code, CellRef? where, params ReadOnlySpan<(string Name, string Value)> arguments) =>
        Of(code, Severity.Blocking, where, arguments);

    public static Finding Warning(string code, CellRef? where, params ReadOnlySpan<(string Name, string Value)> arguments) =>
        Of(code, Severity.Warning, where, arguments);

    public static Finding Note(string code, CellRef? where, params ReadOnlySpan<(string Name, string Value)> arguments) =>
        Of(code, Severity.Note, where, arguments);
}

/// <summary>A figure of an indicator's total over all breakdowns; the finding that refers to it names the indicator.</summary>
/// <param name="Area">Code of its area.</param>
/// <param name="Period">As <c>2021</c> or <c>2021-03</c>.</param>
public readonly record struct FigureRef(string Area, string Period);

/// <summary>A file that cannot be read to its end. Carries the finding to show; the pipeline turns it into a rejected submission.</summary>
public sealed class UnreadableFileException(Finding finding) : Exception(finding.Code)
{
    public Finding Finding { get; } = finding;
}
