using Observatory.App.Languages;

namespace Observatory.App.Verbs;

/// <summary>The verbs for mapping folders.</summary>
public sealed class MappingsVerb : Verb
{
    public MappingsVerb(Texts texts)
        : base("mappings", texts)
    {
        Subcommands.Add(new MappingsTestVerb(texts));
        Subcommands.Add(new MappingsAnswerVerb(texts));
        Subcommands.Add(new MappingsCompareVerb(texts));
        Subcommands.Add(new MappingsApplyVerb(texts));
        Subcommands.Add(new MappingsTemplateVerb(texts));
        Subcommands.Add(new MappingsSuggestVerb(texts));
    }
}
