using System.Text;
using System.Text.Json;
using NodaTime;
using Observatory.Core.Checking;
using Observatory.Core.Output;
using Xunit;

namespace Observatory.Tests.Output;

public sealed class TableWriterTests
{
    private sealed record City(string Code, string Name, decimal? Victims, string[] Status, (int Members, string[] Missing)? Coverage);

    private static readonly City[] Cities =
    [
        new("A", "Ávila, \"la vieja\"", 12.500m, ["A", "E"], null),
        new("B", "=1+1", null, [], (3, ["X", "Y"])),
    ];

    private static readonly IReadOnlyList<TableColumn<City>> Columns = new TableColumns<City>()
        .Code("area", c => c.Code)
        .Label("areaLabel", c => c.Name)
        .Measure("value", c => c.Victims, "nobody counted")
        .Codes("status", c => c.Status, "a normal value")
        .Flag("derived", c => c.Victims is null)
        .Group(
            "coverage",
            c => c.Coverage is not null,
            "no aggregate",
            parts => parts.Integer("members", c => c.Coverage!.Value.Members).Codes("missing", c => c.Coverage!.Value.Missing, "none")
        )
        .Notes("notes", c => [c.Code.ToLowerInvariant()], note => $"#{note}", note => $"Note {note}.")
        .Day("day", _ => new LocalDate(2026, 12, 1))
        .Moment("at", _ => Instant.FromUtc(2026, 12, 1, 13, 5))
        .All;

    [Fact]
    public async Task A_csv_has_each_part_of_a_group_and_the_texts_of_notes() =>
        Assert.Equal(
            "area,areaLabel,value,status,derived,coverageMembers,coverageMissing,notes,day,at\n"
                + "A,\"Ávila, \"\"la vieja\"\"\",12.5,A;E,false,,,Note a.,2026-12-01,2026-12-01T13:05:00Z\n"
                + "B,=1+1,,,true,3,X;Y,Note b.,2026-12-01,2026-12-01T13:05:00Z\n",
            await WrittenAsync(new CsvTableWriter(), isForPeople: false, null)
        );

    [Fact]
    public async Task A_csv_for_people_has_a_byte_order_mark_and_no_formula()
    {
        var text = await WrittenAsync(new CsvTableWriter(), isForPeople: true, null);
        Assert.Equal('\uFEFF', text[0]);
        Assert.Contains("B,'=1+1,", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_json_row_has_its_labels_last_and_groups_as_objects()
    {
        using var json = JsonDocument.Parse(await WrittenAsync(new JsonTableWriter(), isForPeople: false, null));
        var rows = json.RootElement.GetProperty("data");
        Assert.Equal(
            ["area", "value", "status", "derived", "coverage", "notes", "day", "at", "areaLabel"],
            rows[0].EnumerateObject().Select(p => p.Name)
        );
        Assert.Equal(
            ("12.5", JsonValueKind.Null, "#a"),
            (
                rows[0].GetProperty("value").GetRawText(),
                rows[0].GetProperty("coverage").ValueKind,
                rows[0].GetProperty("notes")[0].GetString()
            )
        );
        Assert.Equal("""{"members":3,"missing":["X","Y"]}""", rows[1].GetProperty("coverage").GetRawText());
        Assert.Equal("""{"written":2,"isMore":false}""", json.RootElement.GetProperty("meta").GetRawText());
    }

    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(2, 2, false)]
    [InlineData(3, 2, false)]
    public async Task A_page_ends_where_it_is_full_and_says_whether_another_follows(int rowsOfAPage, int written, bool isMore)
    {
        using var json = JsonDocument.Parse(await WrittenAsync(new JsonTableWriter(), isForPeople: false, rowsOfAPage));
        Assert.Equal(written, json.RootElement.GetProperty("data").GetArrayLength());
        Assert.Equal(isMore, json.RootElement.GetProperty("meta").GetProperty("isMore").GetBoolean());
    }

    [Fact]
    public void A_format_is_found_by_its_name_and_a_slip_names_the_nearest()
    {
        Assert.Equal(["json", "csv"], TableFormats.Shipped.Names);
        Assert.Null(TableFormats.Shipped.Find(null));
        Assert.IsType<CsvTableWriter>(TableFormats.Shipped.Find("csv"));
        var refusal = Assert.Throws<Refusal>(() => TableFormats.Shipped.Find("cvs"));
        Assert.Equal((RefusalCodes.FormatUnknown, "csv"), (refusal.Code, refusal.Arguments["nearest"]));
    }

    private static async Task<string> WrittenAsync(ITableWriter writer, bool isForPeople, int? rowsOfAPage)
    {
        using var output = new MemoryStream();
        var table = new Table<City>
        {
            Name = "cities",
            Columns = Columns,
            Rows = Cities.ToAsyncEnumerable(),
            RowsOfAPage = rowsOfAPage,
            About = (written, _) => Task.FromResult<object>(new { written = written.Count, written.IsMore }),
        };
        await writer.WriteAsync(output, table, new TableOptions(isForPeople), CancellationToken.None);
        return Encoding.UTF8.GetString(output.GetBuffer(), 0, (int)output.Length);
    }
}
