using System.Reflection;
using Observatory.Core.Checking;
using Observatory.Core.Languages;

namespace Observatory.Core.Output;

/// <summary>The available formats for tables.</summary>
public sealed class TableFormats
{
    private static readonly Lazy<TableFormats> OfThisProgram = new(() => new TableFormats(typeof(TableFormats).Assembly));

    /// <param name="assemblies">Every <see cref="ITableWriter"/> class in them is a format.</param>
    public TableFormats(params IReadOnlyList<Assembly> assemblies) =>
        All = [
            .. assemblies
                .SelectMany(a => a.GetTypes())
                .Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(ITableWriter)))
                .Select(t => (ITableWriter)Activator.CreateInstance(t, nonPublic: true)!)
                .OrderBy(w => !w.IsPaged)
                .ThenBy(w => w.Format, StringComparer.Ordinal),
        ];

    /// <summary>The formats that this program includes.</summary>
    public static TableFormats Shipped => OfThisProgram.Value;

    /// <summary>The first format is the default.</summary>
    public IReadOnlyList<ITableWriter> All { get; }

    public ITableWriter Default => All[0];

    public IEnumerable<string> Names => All.Select(w => w.Format);

    /// <param name="name">The value of <c>format=</c>; null if none is given.</param>
    /// <returns>The format; null if no name is given.</returns>
    /// <exception cref="Refusal">FORMAT_UNKNOWN.</exception>
    public ITableWriter? Find(string? name) =>
        name is null
            ? null
            : All.FirstOrDefault(w => w.Format == name)
                ?? throw new Refusal(
                    RefusalCodes.FormatUnknown,
                    ("value", name),
                    ("nearest", NearestWord.To(name, Names) ?? string.Join(", ", Names))
                );
}
