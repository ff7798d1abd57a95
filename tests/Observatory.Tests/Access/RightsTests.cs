using Observatory.Core.Access;
using Observatory.Core.Checking;
using Xunit;

namespace Observatory.Tests.Access;

public sealed class RightsTests
{
    [Fact]
    public void Duties_are_apart()
    {
        foreach (var role in Enum.GetValues<Role>().Where(r => r != Role.Operator))
            Assert.False(Rights.Of(role, Permission.Submit) != Reach.None && Rights.Of(role, Permission.Review) != Reach.None, role.ToString());
        Assert.Equal(Reach.None, Rights.Of(Role.Admin, Permission.ReadSubmission));
        Assert.Equal(Reach.None, Rights.Of(Role.Editor, Permission.ManagePeople));
        Assert.Equal(Reach.OwnCountry, Rights.Of(Role.Approver, Permission.ManageKeys));
    }

    [Fact]
    public void Every_permission_says_who_has_it() => Assert.All(Enum.GetValues<Permission>(), p => Assert.Equal(Reach.All, Rights.Of(Role.Operator, p)));

    [Fact]
    public void An_office_reaches_its_own_country_and_no_other()
    {
        var uploader = new Actor("a", [Role.Uploader], "MEX_SESNSP", "MEX");
        Assert.True(uploader.May(Permission.Submit, "MEX"));
        Assert.False(uploader.May(Permission.Submit, "ARG"));
        Assert.False(uploader.May(Permission.Submit, null));
        Assert.Equal(RefusalCodes.CountryForeign, Assert.Throws<Refusal>(() => uploader.Demand(Permission.Submit, "ARG")).Code);
        Assert.Equal(RefusalCodes.NotAllowed, Assert.Throws<Refusal>(() => uploader.Demand(Permission.Review)).Code);
        Assert.Equal(RefusalCodes.SignInNeeded, Assert.Throws<Refusal>(() => Actor.Anonymous.Demand(Permission.Submit)).Code);
    }

    [Fact]
    public void Nobody_without_an_office_reaches_what_is_of_no_country() =>
        Assert.False(new Actor("a", [Role.Uploader], null, null).May(Permission.Submit, null));
}
