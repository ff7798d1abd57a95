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
            Assert.False(
                Rights.Of(role, Permission.Submit) != Reach.None && Rights.Of(role, Permission.Review) != Reach.None,
                role.ToString()
            );
        Assert.Equal(Reach.None, Rights.Of(Role.Admin, Permission.ReadSubmission));
        Assert.Equal(Reach.None, Rights.Of(Role.Editor, Permission.ManagePeople));
        Assert.Equal(Reach.OwnCountry, Rights.Of(Role.Approver, Permission.ManageKeys));
    }

    [Fact]
    public void Every_permission_says_who_has_it() =>
        Assert.All(Enum.GetValues<Permission>(), p => Assert.Equal(Reach.All, Rights.Of(Role.Operator, p)));

    [Fact]
    public void An_office_reaches_its_own_country_and_no_other()
    {
        var uploader = new Actor("a", [Role.Uploader], "MEX_SESNSP", "MEX");
        Assert.True(uploader.May(Permission.Submit, "MEX", "MEX_INEGI"));
        Assert.False(uploader.May(Permission.Submit, "ARG", "MEX_SESNSP"));
        Assert.False(uploader.May(Permission.Submit, null, "MEX_SESNSP"));
        Assert.Equal(RefusalCodes.CountryForeign, Assert.Throws<Refusal>(() => uploader.Demand(Permission.Submit, "ARG", "ARG_SNIC")).Code);
        Assert.Equal(RefusalCodes.NotAllowed, Assert.Throws<Refusal>(() => uploader.Demand(Permission.Review)).Code);
        Assert.Equal(RefusalCodes.SignInNeeded, Assert.Throws<Refusal>(() => Actor.Anonymous.Demand(Permission.Submit)).Code);
    }

    [Fact]
    public void An_actor_without_an_office_does_not_reach_what_belongs_to_no_country() =>
        Assert.False(new Actor("a", [Role.Uploader], null, null).May(Permission.Submit, null, null));

    [Fact]
    public void Two_offices_without_a_country_have_nothing_in_common()
    {
        foreach (var permission in Enum.GetValues<Permission>())
        foreach (var role in Enum.GetValues<Role>().Where(r => Rights.Of(r, permission) == Reach.OwnCountry))
        {
            var office = new Actor("a", [role], "UN_WPP", null);
            Assert.True(office.May(permission, null, "UN_WPP"));
            foreach (
                var (country, other) in ((string?, string?)[])
                    [(null, "WHO_GHO"), (null, Actor.ObservatoryOffice), (null, null), ("MEX", "UN_WPP"), ("MEX", "MEX_SESNSP")]
            )
                Assert.False(office.May(permission, country, other), $"{role}: {permission} of {other}");
        }
    }
}
