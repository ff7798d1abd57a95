using System.Diagnostics;
using Observatory.App.Reading;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Reading;
using Observatory.Tests.Reading;
using Observatory.Tests.Support;
using Xunit;

namespace Observatory.Tests.App;

/// <summary>Whatever a reading process does, its parent lives, says one thing about the file, and leaves no process behind.</summary>
[Collection(nameof(AloneOnTheMachine))]
public sealed class ChildXlsReaderTests : IDisposable
{
    private const string RealFile = "feeds/col/ponal/homicidios_2022.xls";

    private static readonly FileDialect Xls = new() { Format = FileFormat.Xls };
    private static readonly ChildLimits Hasty = ChildLimits.Default with
    {
        SmallTime = TimeSpan.FromMilliseconds(300),
        LargeTime = TimeSpan.FromMilliseconds(300),
        TimePerMebibyte = TimeSpan.Zero,
    };

    private readonly TemporaryFolder _folder = new();
    private int _starts;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_child_gives_the_rows_that_the_library_gives_here()
    {
        var rows = new ChildXlsReader(ChildLimits.Default).Read(Workbook(), Xls, ReadLimits.Default, default).ToList();
        Assert.Equal(["'Datos'!A1 Number 1.5", "'Datos'!B1 Error #N/A"], rows.SelectMany(Described));
    }

    [Fact]
    public void Formatting_and_merged_cells_of_a_workbook_come_through_the_pipe()
    {
        using var content = MadeWorkbooks.Xls(
            true,
            [(0x22, [1, 0]), MadeWorkbooks.Font(), MadeWorkbooks.Style(), MadeWorkbooks.Style(0, 10)],
            ("Datos", 0, [MadeWorkbooks.Number(1, 1, 0.5, 1), MadeWorkbooks.Number(2, 1, 7), (0xE5, [1, 0, 0, 0, 1, 0, 0, 0, 0, 0])]),
            ("Otros", 0, [MadeWorkbooks.Number(1, 1, 7)])
        );
        var rows = new ChildXlsReader(ChildLimits.Default).Read(content, Xls, ReadLimits.Default, default).ToList();
        Assert.Equal([CellTraits.Percent | CellTraits.From1904, CellTraits.From1904, CellTraits.From1904], rows.Select(r => r.TraitsOf(1)));
        Assert.Equal(["A1:A2", "A1:A2", ""], rows.Select(r => string.Join(' ', r.Merged!.Ranges)));
    }

    [Fact]
    public void The_child_names_the_sheets() =>
        Assert.Equal(["Datos"], new ChildXlsReader(ChildLimits.Default).SheetNames(Workbook(), Xls, ReadLimits.Default, default));

    [Fact]
    public void The_child_reports_why_a_file_is_refused()
    {
        using var damaged = Files.Compound("Workbook", []);
        Assert.Equal(FindingCodes.FileUnreadable, Finding(new ChildXlsReader(ChildLimits.Default), damaged).Code);
    }

    [Fact]
    public void Rows_that_are_not_wanted_do_not_come()
    {
        var reader = new ChildXlsReader(ChildLimits.Default);
        Assert.Empty(reader.Read(Workbook(), Xls, ReadLimits.Default, new GridScope(Sheet: "Otra"), default));
        Assert.Empty(reader.Read(Workbook(), Xls, ReadLimits.Default, new GridScope(LastRow: 0), default));
    }

    [Theory]
    [InlineData("exit 3")]
    [InlineData("kill -9 $$")]
    [InlineData("exit 0")]
    [InlineData("cat >/dev/null & exit 1")]
    public void A_child_that_dies_is_tried_once_more_and_then_the_file_is_refused(string does)
    {
        Assert.Equal(FindingCodes.FileUnreadable, Finding(Reader(ChildLimits.Default, does)).Code);
        Assert.Equal(2, _starts);
    }

    [Theory]
    [InlineData("cat /dev/zero")]
    [InlineData("yes")]
    [InlineData("printf 'R\\377\\377\\377\\177'; sleep 100")]
    [InlineData("printf 'R\\010\\000\\000\\000aaaaaaaa'; sleep 100")]
    [InlineData("printf 'F\\003\\000\\000\\000aaa'; sleep 100")]
    [InlineData("printf 'R\\000\\000\\000\\000R\\004\\000'")]
    [InlineData("while :; do printf 'S\\001\\000\\000\\000\\000'; done")]
    public void Nonsense_on_the_pipe_ends_the_child_and_refuses_the_file(string does) =>
        Assert.Equal(FindingCodes.FileUnreadable, Finding(Reader(ChildLimits.Default, does)).Code);

    [Theory]
    [InlineData("exec sleep 100")]
    [InlineData("while :; do :; done")]
    [InlineData("while :; do echo nothing >&2; done")]
    [InlineData("while :; do printf 'R\\000\\000\\000\\000'; done")]
    public void A_child_that_never_ends_is_ended(string does)
    {
        var finding = Finding(Reader(Hasty, does));
        Assert.Equal((FindingCodes.FileLimit, "seconds"), (finding.Code, finding.Arguments["measure"]));
        Assert.Equal(1, _starts);
    }

    [Fact]
    public void A_child_stopped_short_is_followed_by_one_that_carries_on()
    {
        var sent = _folder["sent"];
        using (var pipe = File.Create(sent))
        using (var writer = new RowFrameWriter(pipe))
        {
            writer.Row(new GridRow("Datos", 1, ["1.5", "#N/A"], [CellKind.Number, CellKind.Error]));
            writer.Sheet("Datos");
        }

        var reader = new ChildXlsReader(ChildLimits.Default, time =>
            ++_starts == 1
                ? ChildCommand.Of(["/bin/sh", "-c", $"cat '{sent}'; kill -9 $$"], ChildLimits.Default, time)
                : ChildCommand.Of(ChildLimits.Default, time)
        );
        Assert.Equal(["1.5", "#N/A"], Files.Cells(Assert.Single(reader.Read(Workbook(), Xls, ReadLimits.Default, default))));
        Assert.Equal(2, _starts);
    }

    [Fact]
    public void A_cancelled_reading_ends_its_child()
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        Assert.ThrowsAny<OperationCanceledException>(() =>
            Reader(ChildLimits.Default, "exec sleep 100").Read(Workbook(), Xls, ReadLimits.Default, cancel.Token).Count()
        );
        NoneIsLeft();
    }

    [SharedFact]
    public void A_reading_given_up_half_way_ends_its_child()
    {
        using var content = File.OpenRead(Shared.Path(RealFile));
        var reader = new ChildXlsReader(ChildLimits.Default, time => Noted(ChildCommand.Of(ChildLimits.Default, time)));
        Assert.Equal(20, reader.Read(content, Xls, ReadLimits.Default, default).Take(20).Count());
        NoneIsLeft();
    }

    [SharedFact]
    public void A_child_whose_parent_is_gone_ends_by_itself()
    {
        using var process = Process.Start(ChildCommand.Of(ChildLimits.Default, TimeSpan.FromSeconds(60)))!;
        using (var writer = new BinaryWriter(process.StandardInput.BaseStream))
        {
            var content = File.ReadAllBytes(Shared.Path(RealFile));
            new RowRequest(false, GridScope.All, ReadLimits.Default).Write(writer);
            writer.Write((long)content.Length);
            writer.Write(content);
        }

        // Nobody takes its rows, so it stands in the middle of writing them; the end of its input tells it that nobody will.
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(2)));
        Assert.Equal(3, process.ExitCode);
    }

    [SharedFact]
    public void A_child_without_memory_refuses_the_file()
    {
        using var content = File.OpenRead(Shared.Path(RealFile));
        var finding = Finding(new ChildXlsReader(ChildLimits.Default with { Memory = 4 << 20 }), content);
        Assert.Contains(finding.Code, new[] { FindingCodes.FileLimit, FindingCodes.FileUnreadable });
    }

    [Fact]
    public void A_child_knows_nothing_of_its_parents_settings()
    {
        string[] allowed = ["PATH", "DOTNET_ROOT", "LD_LIBRARY_PATH", "SystemRoot"];
        var start = ChildCommand.Of(ChildLimits.Default, TimeSpan.FromSeconds(1));
        Assert.All(start.Environment.Keys, name =>
            Assert.True(allowed.Contains(name) || name.StartsWith("DOTNET_", StringComparison.Ordinal), name)
        );
        Assert.Equal("20000000", start.Environment["DOTNET_GCHeapHardLimit"]);
    }

    [Fact]
    public void The_system_holds_limits_too()
    {
        using var process = Process.Start(
            ChildCommand.Of(["/bin/sh", "-c", "ulimit -d; ulimit -t; ulimit -f; ulimit -c"], ChildLimits.Default, TimeSpan.FromSeconds(10))
        )!;
        Assert.Equal(["1048576", "25", "0", "0"], process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        process.WaitForExit();
    }

    private static MemoryStream Workbook()
    {
        byte[] start = [0, 6, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0];
        byte[] sheetStart = [0, 6, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0];
        byte[] dimensions = [0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 2, 0, 0, 0];
        byte[] name = [41, 0, 0, 0, 0, 0, 5, 0, .. "Datos"u8];
        return Files.Compound(
            "Workbook",
            Files.Biff(
                (0x809, start),
                (0x85, name),
                (0x0A, []),
                (0x809, sheetStart),
                (0x200, dimensions),
                (0x203, [0, 0, 0, 0, 0, 0, .. BitConverter.GetBytes(1.5)]),
                (0x205, [0, 0, 1, 0, 0, 0, 0x2A, 1]),
                (0x0A, [])
            )
        );
    }

    private static IEnumerable<string> Described(GridRow row) =>
        Enumerable.Range(1, row.Count).Select(c => $"{row.At(c)} {row.KindOf(c)} {row[c]}");

    private ChildXlsReader Reader(ChildLimits limits, string does) =>
        new(limits, time => Noted(ChildCommand.Of(["/bin/sh", "-c", does], limits, time)));

    // Each child writes its process number down before it turns into what it is to be.
    private ProcessStartInfo Noted(ProcessStartInfo start)
    {
        var note = _folder[$"child-{++_starts}"];
        start.ArgumentList[1] = $"echo $$ >'{note}'; {start.ArgumentList[1]}";
        return start;
    }

    private Finding Finding(ChildXlsReader reader, Stream? content = null)
    {
        using var own = content is null ? Workbook() : null;
        var finding = Files.Unreadable(() => _ = reader.Read(content ?? own!, Xls, ReadLimits.Default, default).Count());
        NoneIsLeft();
        return finding;
    }

    private void NoneIsLeft()
    {
        foreach (var note in Directory.EnumerateFiles(_folder.Path, "child-*"))
            Assert.False(Directory.Exists($"/proc/{File.ReadAllText(note).Trim()}"), note);
    }
}
