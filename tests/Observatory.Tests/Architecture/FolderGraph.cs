using System.Text.RegularExpressions;

namespace Observatory.Tests.Architecture;

/// <summary>
/// Which folders of a project name which others, read from the text of its files: their <c>using</c> lines, full names of namespaces, and
/// names such as <c>Reading.SourceFile</c>. A folder within a folder counts as part of it.
/// </summary>
internal sealed partial class FolderGraph
{
    /// <summary>The folder of files that lie at the root of the project.</summary>
    public const string Root = ".";

    private readonly Dictionary<string, SortedSet<string>> _arrows = new(StringComparer.Ordinal);
    private readonly Dictionary<(string From, string To), SortedSet<string>> _files = [];

    private FolderGraph(string project, IReadOnlyList<SourceText> files)
    {
        var types = files.SelectMany(f => f.Types.Select(t => (f.Folder, Type: t))).ToHashSet();
        foreach (var folder in files.Select(f => f.Folder).Append(Root))
            _arrows.TryAdd(folder, new(StringComparer.Ordinal));
        foreach (var file in files)
        {
            foreach (var to in file.FullNames(project).Select(name => _arrows.ContainsKey(name) ? name : Root))
                Add(file, to);
            foreach (var name in file.ShortNames(project.Split('.')[^1]).Where(types.Contains))
                Add(file, name.Folder);
        }
        Misnamed =
        [
            .. files
                .Where(f => f.Namespace is { } own && own != string.Join('.', [project, .. f.Path.Split('/')[..^1]]))
                .Select(f => $"{f.Path} is in namespace {f.Namespace}"),
        ];
        AtRoot = [.. files.Where(f => f.Folder == Root).Select(f => f.Path)];
    }

    /// <summary>Files whose namespace is not their folder, each as a sentence.</summary>
    public IReadOnlyList<string> Misnamed { get; }

    /// <summary>Files at the root of the project: what they declare is visible everywhere without a name.</summary>
    public IReadOnlyList<string> AtRoot { get; }

    /// <param name="folder">The folder of the project, whose name is also its root namespace.</param>
    public static FolderGraph Of(string folder) =>
        new(
            Path.GetFileName(folder),
            [
                .. Directory
                    .EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
                    .Select(file => SourceText.Of(Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllText(file)))
                    .Where(file => file.Folder is not ("obj" or "bin")),
            ]
        );

    /// <summary>The graph of a project that consists of these files, by their path within it.</summary>
    public static FolderGraph Of(string project, params (string Path, string Text)[] files) =>
        new(project, [.. files.Select(f => SourceText.Of(f.Path, f.Text))]);

    /// <summary>
    /// Each set of folders of which every one leads to every other, with the arrows inside it and the files that draw them.
    /// </summary>
    public IReadOnlyList<string> Circles()
    {
        var reached = _arrows.Keys.ToDictionary(f => f, Reached, StringComparer.Ordinal);
        return
        [
            .. _arrows
                .Keys.Where(f => reached[f].Contains(f))
                .Select(f => reached[f].Where(other => reached[other].Contains(f)).ToList())
                .DistinctBy(circle => circle[0], StringComparer.Ordinal)
                .Select(Written),
        ];
    }

    private SortedSet<string> Reached(string from)
    {
        var reached = new SortedSet<string>(StringComparer.Ordinal);
        var waiting = new Stack<string>(_arrows[from]);
        while (waiting.TryPop(out var folder))
            if (reached.Add(folder))
                foreach (var next in _arrows[folder])
                    waiting.Push(next);
        return reached;
    }

    private string Written(IReadOnlyList<string> circle) =>
        string.Join(", ", circle)
        + string.Concat(
            circle
                .SelectMany(from => _arrows[from].Where(circle.Contains).Select(to => (from, to)))
                .Select(arrow => $"\n  {arrow.from} -> {arrow.to}: {string.Join(", ", _files[arrow])}")
        );

    private void Add(SourceText file, string to)
    {
        if (to == file.Folder)
            return;
        _arrows[file.Folder].Add(to);
        if (!_files.TryGetValue((file.Folder, to), out var files))
            _files[(file.Folder, to)] = files = new(StringComparer.Ordinal);
        files.Add(Path.GetFileName(file.Path));
    }

    /// <param name="Code">The text without comments, texts and its own namespace.</param>
    private sealed record SourceText(string Path, string Folder, string? Namespace, string Code, IReadOnlyList<string> Types)
    {
        public static SourceText Of(string path, string text)
        {
            var code = StringLiteral().Replace(Comment().Replace(text, ""), "\"\"");
            var own = NamespaceLine().Match(code);
            return new SourceText(
                path,
                path.Contains('/', StringComparison.Ordinal) ? path.Split('/')[0] : Root,
                own.Success ? own.Groups[1].Value : null,
                NamespaceLine().Replace(code, ""),
                [.. Declaration().Matches(code).Select(m => m.Groups[1].Value)]
            );
        }

        /// <summary>The first part after the project's own name of each full name in it; empty for the project's name alone.</summary>
        public IEnumerable<string> FullNames(string project) =>
            Regex.Matches(Code, $@"(?<![\w.]){Regex.Escape(project)}\b(?:\.(\w+))?").Select(m => m.Groups[1].Value);

        /// <summary>
        /// Every pair of words with a point between them that could be a folder and a type, alone or after the project's last word.
        /// </summary>
        public IEnumerable<(string Folder, string Type)> ShortNames(string project) =>
            Regex.Matches(Code, $@"(?<![\w.])(?:{project}\.)?([A-Z]\w*)\.([A-Z]\w*)").Select(m => (m.Groups[1].Value, m.Groups[2].Value));
    }

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(
        """
            "(?:[^"\\\n]|\\.)*"
            """
    )]
    private static partial Regex StringLiteral();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex(@"\b(?:class|struct|record|interface|enum) (?:struct |class )?([A-Z]\w*)")]
    private static partial Regex Declaration();
}
