using Observatory.Core.Checking;
using Xunit;

namespace Observatory.Tests.Checking;

public sealed class AccountingTests
{
    [Fact]
    public void Every_cell_is_in_exactly_one_place()
    {
        var accounting = new Accounting();
        accounting.Loaded();
        accounting.LeaveOut("blank", "n", 3);
        accounting.PutAside("VALUE_NOT_NUMBER");
        Assert.Equal(
            (5, 1, 3, 1, true),
            (accounting.CellsRead, accounting.CellsLoaded, accounting.CellsLeftOut, accounting.CellsSetAside, accounting.Balances)
        );
    }

    [Fact]
    public void Cells_left_out_are_counted_by_rule_and_column()
    {
        var accounting = new Accounting();
        accounting.LeaveOut("blank", "a");
        accounting.LeaveOut("blank", "b");
        accounting.LeaveOut("blank", "a");
        Assert.Equal((2, 1), (accounting.LeftOut[("blank", "a")], accounting.LeftOut[("blank", "b")]));
    }

    [Fact]
    public void A_label_counts_once_for_its_concept()
    {
        var accounting = new Accounting();
        accounting.Label("SEX", "F");
        accounting.Label("SEX", "F");
        accounting.Label("AGE", "F");
        Assert.Equal((1, 1), (accounting.DistinctLabels["SEX"], accounting.DistinctLabels["AGE"]));
    }
}
