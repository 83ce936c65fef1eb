using System.Reflection;
using dnlib.DotNet;
using NetInsight.Tool;

namespace NetInsight.Tests.Conventions;

/// <summary>Reads compiled assemblies and lists which type of one folder names which type of another.</summary>
internal static class FolderUses
{
    private static readonly Lazy<IReadOnlyList<FolderUse>> OfLibraries = new(() =>
        Find(TypeFolders.OfSources(), [.. Libraries.Select(library => ModuleDefMD.Load(library.Location))]));

    /// <summary>The assemblies that are shipped.</summary>
    public static Assembly[] Libraries =>
        [typeof(Tensor).Assembly, typeof(RgbImage).Assembly, typeof(Model).Assembly, typeof(ToolCommand).Assembly];

    /// <summary>All uses within and between the shipped assemblies, those within a folder among them.</summary>
    public static IReadOnlyList<FolderUse> InLibraries => OfLibraries.Value;

    /// <summary>All uses in some modules, each once.</summary>
    public static IReadOnlyList<FolderUse> Find(TypeFolders folders, params IEnumerable<ModuleDef> modules) =>
    [
        .. (from module in modules
            from type in module.GetTypes()
            let owner = folders.Of(TypeReferences.Outermost(type))
            where owner is not null
            from reference in TypeReferences.Of(type)
            let used = TypeReferences.Outermost(reference.Type)
            let target = folders.Of(used)
            where target is not null
            select new FolderUse(owner, reference.Member, target, used.Name))
            .Distinct().OrderBy(use => use.ToString(), StringComparer.Ordinal),
    ];
}
