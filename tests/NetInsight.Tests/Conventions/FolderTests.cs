namespace NetInsight.Tests.Conventions;

/// <summary>The libraries against <see cref="House.Table"/>.</summary>
public sealed class FolderTests
{
    [Fact]
    public void Folders_see_only_what_the_table_allows()
    {
        IReadOnlyList<FolderUse> violations = House.Table.Violations(FolderUses.InLibraries);
        if (violations.Count > 0)
            Assert.Fail($"{violations.Count} uses that the table forbids:\n{string.Join('\n', violations)}");
    }

    [Fact]
    public void The_table_has_no_cycle() => Assert.Empty(House.Table.FindCycle());

    [Fact]
    public void The_table_names_exactly_the_folders_that_hold_types() =>
        Assert.Equal(FolderUses.InLibraries.Select(use => use.From).Distinct().Order(), House.Table.Folders.Order());

    [Fact]
    public void Every_exception_is_needed()
    {
        FolderException[] single =
        [
            .. from exception in House.Table.Exceptions
               from type in exception.Types
               select exception with { Types = [type] },
        ];
        FolderException[] idle = [.. single.Where(exception => !FolderUses.InLibraries.Any(use => use.Matches(exception)))];
        Assert.Empty(idle.Select(exception => exception.Types[0]));
    }

    /// <summary>The checker against the libraries: with one pair less in the table, exactly its users are found.</summary>
    [Fact]
    public void A_pair_less_in_the_table_is_found()
    {
        FolderTable narrow = House.Table.Without("Imaging/Heatmaps", "Imaging/Colors");
        FolderUse[] found = [.. narrow.Violations(FolderUses.InLibraries).Except(House.Table.Violations(FolderUses.InLibraries))];
        Assert.All(found, use => Assert.Equal(("Imaging/Heatmaps", "Imaging/Colors"), (use.From, use.To)));
        string[] users = [.. found.Select(use => use.Member.Split('.')[0]).Distinct().Order()];
        string[] types = [.. found.Select(use => use.Type).Distinct().Order()];
        Assert.Equal(["CategoryColors", "Heatmap", "MapPainter"], users);
        Assert.Equal(["ColorScale", "Colormap", "RgbColor"], types);
    }
}
