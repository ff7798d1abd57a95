using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Xunit;

namespace Observatory.Tests.Mappings;

/// <summary>A word of a mapping does something, or it is refused.</summary>
public sealed class EffectTests
{
    [Theory]
    [InlineData("conflicts: stopKey\ncombine: sum")]
    [InlineData("marks: [ { text: x, rule: x, NOTE: n } ]\nnotes: { n: { en: N, es: N, fr: N, pt: N } }")]
    [InlineData("totals: [ { where: { area: T }, of: below, since: last } ]")]
    [InlineData("fill: { dimension: SEX, members: [F] }")]
    [InlineData("dialect: { headerFill: right }")]
    [InlineData("dialect: { headerRow: 0, headerRows: 2, name: { A: year, B: area, C: n } }")]
    [InlineData("unpivot: [n]")]
    [InlineData("facts: [ { in: title, pattern: 'x' } ]")]
    [InlineData("facts: [ { in: title, pattern: '(?<y>x)' } ]")]
    [InlineData("notes: { n: { en: N, es: N, fr: N, pt: N } }")]
    [InlineData("stopAt: { unpivoted: { empty: true } }")]
    [InlineData("fillDown: [fact.y]")]
    public void A_word_of_the_table_that_nothing_makes_act_is_refused(string words)
    {
        var (mapping, findings) = MappingReader.Read(Feed.Folder(Feed.Yaml(words)), Feed.Taxonomy);
        Assert.Null(mapping);
        Assert.Contains(findings, f => f.Code == FindingCodes.MappingValueWrong);
    }

    [Theory]
    [InlineData("INDICATOR: { value: HOM_INC, take: 3 }")]
    [InlineData("OBS_VALUE: { column: n, pad: 3 }")]
    [InlineData("REF_AREA: { column: area, dateFormat: dd/MM/yyyy }")]
    [InlineData("REF_AREA: { column: area, partial: P }")]
    [InlineData("REF_AREA: { column: area, type: decimal }")]
    [InlineData("REF_AREA: { columns: [area, year] }")]
    [InlineData("INDICATOR: { value: HOM_INC, verbatim: true }")]
    public void A_word_of_a_concept_that_nothing_makes_act_is_refused(string concept)
    {
        var (mapping, findings) = MappingReader.Read(Feed.Folder(Feed.Yaml(null, concept)), Feed.Taxonomy);
        Assert.Null(mapping);
        Assert.Contains(findings, f => f.Code == FindingCodes.MappingValueWrong);
    }
}
