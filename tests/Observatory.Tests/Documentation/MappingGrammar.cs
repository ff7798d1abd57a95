using System.Globalization;
using System.Text;
using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;
using Observatory.Tests.Taxonomy;
using YamlDotNet.RepresentationModel;

namespace Observatory.Tests.Documentation;

/// <summary>The words of the mapping language and where they may stand, in the readers' own words.</summary>
internal static class MappingGrammar
{
    /// <summary>Far from every word, so that the reader answers with all the words it knows at that place.</summary>
    public static readonly string Nonsense = new('x', 60);

    /// <summary>
    /// What the readers ask for at each place, in their own words: a word that they do not know is put into every map of every
    /// example, and the finding names those they do know. A word that opens a new place has to be in an example, so none stays unseen.
    /// </summary>
    public static HashSet<(string Place, string Word)> AskedWords(string file)
    {
        var asked = new HashSet<(string, string)>();
        foreach (var example in MappingExample.All())
        {
            foreach (var (place, node) in MapsOf(example.Folder, file, out var document))
            {
                node.Add(Nonsense, "");
                var folder = With(example.Folder, file, document);
                node.Children.Remove(new YamlScalarNode(Nonsense));
                var findings =
                    file == MappingReader.FileName
                        ? MappingReader.Read(folder, TaxonomyFolder.Read).Findings
                        : FeedScheduleReader.Read(folder).Findings;
                foreach (var finding in findings.Where(f => f.Code == FindingCodes.MappingWordUnknown))
                    asked.UnionWith(finding.Arguments["nearest"].Split(", ").Select(w => (place, w)));
            }
        }
        return asked;
    }

    /// <summary>The folder with a document in the place of a file.</summary>
    public static FolderFiles With(FolderFiles folder, string file, YamlStream document)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        document.Save(text, assignAnchors: false);
        return folder with
        {
            Files = new Dictionary<string, ReadOnlyMemory<byte>>(folder.Files) { [file] = Encoding.UTF8.GetBytes(text.ToString()) },
        };
    }

    /// <summary>Every map of a file with the place it stands at: places that are read alike have one name.</summary>
    public static IReadOnlyList<(string Place, YamlMappingNode Node)> MapsOf(FolderFiles folder, string file, out YamlStream document)
    {
        document = [];
        if (!folder.Files.TryGetValue(file, out var bytes))
            return [];
        document.Load(new StringReader(Encoding.UTF8.GetString(bytes.Span)));
        var maps = new List<(string, YamlMappingNode)>();
        Walk("", document.Documents[0].RootNode);
        return maps;

        void Walk(string place, YamlNode node)
        {
            switch (node)
            {
                case YamlSequenceNode list:
                    foreach (var item in list)
                        Walk(place, item);
                    break;
                case YamlMappingNode map:
                    maps.Add((place, map));
                    foreach (var (key, value) in map)
                        Walk(Below(place, ((YamlScalarNode)key).Value!), value);
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>The place of the map behind a word.</summary>
    public static string Below(string place, string word) =>
        (place, word) switch
        {
            (_, "tables") => "",
            (_, "where" or "stopAt" or "namedWhere") => "where",
            ("where", _) => "condition",
            (_, "concepts") => "concepts",
            ("concepts", _) => "source",
            (_, "parent" or "agrees") => "source",
            ("notes", _) => "title",
            ("dialect", "name") => "name",
            ("name", _) => "text",
            (_, "define") => "define",
            _ => word,
        };
}
