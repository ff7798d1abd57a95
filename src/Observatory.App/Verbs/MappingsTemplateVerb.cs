using System.CommandLine;
using System.Globalization;
using NodaTime;
using Observatory.App.Composition;
using Observatory.App.Languages;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Reading;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;
using Observatory.Core.Templates;
using Observatory.Warehouse.Taxonomy;

namespace Observatory.App.Verbs;

/// <summary>Writes a workbook that an office fills in: in the layout of a feed, or in shared codes for a set of indicators.</summary>
public sealed class MappingsTemplateVerb : Verb
{
    private readonly Argument<string?> _feed;
    private readonly Option<string?> _indicators;
    private readonly Option<string?> _country;
    private readonly Option<string?> _provider;
    private readonly Option<string> _level;
    private readonly Option<string> _frequency;
    private readonly Option<int?> _from;
    private readonly Option<int?> _to;
    private readonly Option<string?> _output;
    private readonly Option<string?> _writeFeed;

    public MappingsTemplateVerb(Texts texts)
        : base("template", texts, "verb.mappings.template")
    {
        _feed = new("FEED") { Description = texts["option.template.feed"], Arity = ArgumentArity.ZeroOrOne };
        _indicators = new("--indicators") { Description = texts["option.template.indicators"], HelpName = "A,B,…" };
        _country = new("--country") { Description = texts["option.template.country"], HelpName = "ISO3" };
        _provider = new("--provider") { Description = texts["option.template.provider"], HelpName = "CODE" };
        _level = new("--level") { Description = texts["option.template.level"], DefaultValueFactory = _ => "country" };
        _level.AcceptOnlyFromAmong("country", "subdivision");
        _frequency = new("--freq") { Description = texts["option.template.freq"], DefaultValueFactory = _ => "A" };
        _frequency.AcceptOnlyFromAmong("A", "S", "Q", "M");
        _from = new("--from") { Description = texts["option.template.from"], HelpName = "YEAR" };
        _to = new("--to") { Description = texts["option.template.to"], HelpName = "YEAR" };
        _output = new("--output", "-o") { Description = texts["option.template.output"], HelpName = "FILE.xlsx" };
        _writeFeed = new("--write-feed") { Description = texts["option.template.writeFeed"], HelpName = "DIR" };
        Arguments.Add(_feed);
        foreach (var option in new Option[] { _indicators, _country, _provider, _level, _frequency, _from, _to, _output, _writeFeed })
            Options.Add(option);
    }

    public override async Task<int> RunAsync(VerbContext context, ParseResult given)
    {
        var state = new MappingLibrary(context.MappingFolders).Current();
        var (from, to) = Years(given);
        var feed = given.GetValue(_feed);
        var indicators = given.GetValue(_indicators);
        if (feed is null == indicators is null)
            throw new Refusal(RefusalCodes.ParameterMissing, ("value", "FEED | --indicators"));
        var form = indicators is null ? null : FormOf(given, indicators, state.Taxonomy, from, to);
        var template = form is null
            ? OfFeed(state, feed!, context, from, to)
            : IndicatorTemplate.Of(form, state.Taxonomy, context.Language);
        var path = Path.GetFullPath(given.GetValue(_output) ?? template.FileName);
        var folder =
            form is null || given.GetValue(_writeFeed) is not { } root
                ? null
                : Path.Combine(Path.GetFullPath(root), template.Feed.Replace('/', Path.DirectorySeparatorChar));
        // Write the folder first, so that there is never a form that nothing reads.
        var written = folder is null
            ? null
            : WriteFolder(folder, IndicatorFeed.Of(form!.Country, form.Provider, form.Frequency, state.Taxonomy));
        await WriteAsync(path, template, context.CancellationToken);

        var read = written is not null || state.Find(template.Feed) is not null;
        if (context.Json)
        {
            context.WriteJson(
                new
                {
                    file = path,
                    feed = template.Feed,
                    format = template.Format,
                    sheets = template.DataSheets,
                    rows = template.PreparedRows,
                    folder,
                    isRead = read,
                }
            );
            return ExitCodes.Done;
        }
        await context.Out.WriteLineAsync(
            Texts.Say(
                "template.written",
                ("file", path),
                ("feed", template.Feed),
                ("rows", template.PreparedRows.ToString(CultureInfo.InvariantCulture))
            )
        );
        if (template.Format != "xlsx")
            await context.Out.WriteLineAsync(Texts.Say("template.format", ("format", template.Format.ToUpperInvariant())));
        if (folder is not null)
            await context.Out.WriteLineAsync(Texts.Say("template.folder", ("path", folder)));
        await context.Out.WriteLineAsync(
            read
                ? Texts.Say(
                    "template.next",
                    (
                        "command",
                        $"./observatory check {Path.ChangeExtension(Path.GetFileName(path), template.Format)} --feed "
                            + template.Feed
                            + (folder is null || state.Find(template.Feed) is not null ? "" : $" --mappings {given.GetValue(_writeFeed)}")
                    )
                )
                : Texts.Say("template.unread", ("feed", template.Feed))
        );
        return ExitCodes.Done;
    }

    private (int From, int To) Years(ParseResult given)
    {
        // An office next reports the last completed year.
        var last = SystemClock.Instance.GetCurrentInstant().InUtc().Year - 1;
        var to = given.GetValue(_to) ?? Math.Max(last, given.GetValue(_from) ?? last);
        var from = given.GetValue(_from) ?? Math.Min(last, to);
        foreach (var (name, year) in new[] { ("--from", from), ("--to", to) })
            if (year is < 1800 or > 2199)
                throw new Refusal(RefusalCodes.ParameterValue, ("column", name), ("value", Text(year)), ("expected", Text(last)));
        return from <= to
            ? (from, to)
            : throw new Refusal(RefusalCodes.ParameterValue, ("column", "--from"), ("value", Text(from)), ("expected", $"≤ {Text(to)}"));
    }

    private static Template OfFeed(LibraryState state, string name, VerbContext context, int from, int to)
    {
        var feed = state.Find(name)
            ?? throw new Refusal(
                RefusalCodes.FeedUnknown,
                ("value", name),
                ("nearest", NearestWord.To(name, state.Feeds.Select(f => f.Name)) ?? "")
            );
        if (feed.Mapping is not { } mapping)
            throw new Refusal(RefusalCodes.MappingsBroken, ("value", name));
        return FeedTemplate.Of(
            feed.Files,
            mapping,
            state.Taxonomy,
            context.Language,
            from,
            to,
            BoundedReading.Limits,
            context.CancellationToken
        );
    }

    private IndicatorForm FormOf(ParseResult given, string indicators, TaxonomyCatalogue taxonomy, int from, int to)
    {
        if (given.GetValue(_country) is not { } iso)
            throw new Refusal(RefusalCodes.ParameterMissing, ("value", "--country"));
        var country = taxonomy.Countries.FirstOrDefault(c => c.Iso3 == iso)
            ?? throw Unknown("--country", iso, taxonomy.Countries.Select(c => c.Iso3));
        var chosen = indicators
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Distinct(StringComparer.Ordinal)
            .Select(code => taxonomy.FindIndicator(code) ?? throw Unknown("--indicators", code, taxonomy.Indicators.Select(i => i.Code)))
            .ToList();
        if (chosen.Count == 0)
            throw new Refusal(RefusalCodes.ParameterMissing, ("value", "--indicators"));
        return new IndicatorForm(
            country,
            ProviderOf(given.GetValue(_provider), country, taxonomy),
            chosen,
            given.GetValue(_level) == "subdivision" ? AreaLevel.Subdivision : AreaLevel.Country,
            FrequencyCodes.TryParse(given.GetValue(_frequency))!.Value,
            from,
            to
        );
    }

    /// <summary>The given provider, otherwise the preferred one of the country.</summary>
    private static Provider ProviderOf(string? code, Country country, TaxonomyCatalogue taxonomy)
    {
        var possible = taxonomy.Providers.Where(p => p.Country is null || p.Country == country.Iso3).ToList();
        if (code is not null)
            return possible.FirstOrDefault(p => p.Code == code) ?? throw Unknown("--provider", code, possible.Select(p => p.Code));
        var preferred = taxonomy
            .PreferredSources.Where(s => s.Area == country.Iso3)
            .OrderBy(s => s.Rank)
            .Select(s => taxonomy.FindProvider(s.Provider))
            .OfType<Provider>();
        return preferred.Concat(possible.Where(p => p.Country == country.Iso3)).FirstOrDefault(p => p.Country == country.Iso3)
            ?? throw new Refusal(RefusalCodes.ParameterMissing, ("value", "--provider"));
    }

    private static Refusal Unknown(string column, string value, IEnumerable<string> known) =>
        new(RefusalCodes.CodeUnknown, ("column", column), ("value", value), ("nearest", NearestWord.To(value, known) ?? ""));

    /// <summary>
    /// Writes a new file under another name and moves it into place when complete. An existing file is not replaced, because somebody may
    /// have filled it in.
    /// </summary>
    private static async Task WriteAsync(string path, Template template, CancellationToken cancellation)
    {
        using var content = new MemoryStream();
        WorkbookWriter.Write(template.Workbook, content);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            await file.WriteAsync(content.GetBuffer().AsMemory(0, (int)content.Length), cancellation);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new Refusal(RefusalCodes.FileExists, ("value", path));
        }
    }

    /// <summary>Writes the folder; an existing one with the same content stays, another is not overwritten.</summary>
    private static string WriteFolder(string folder, FolderFiles files)
    {
        foreach (var (name, content) in files.Files)
            if (
                Path.Combine(folder, name) is var path
                && File.Exists(path)
                && !File.ReadAllBytes(path).AsSpan().SequenceEqual(content.Span)
            )
                throw new Refusal(RefusalCodes.FileExists, ("value", path));
        Directory.CreateDirectory(folder);
        foreach (var (name, content) in files.Files)
            File.WriteAllBytes(Path.Combine(folder, name), content.Span);
        return folder;
    }

    private static string Text(int year) => year.ToString(CultureInfo.InvariantCulture);
}
