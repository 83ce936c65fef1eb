namespace NetInsight.Tests.Conventions;

/// <summary>A type in one folder names a type of another.</summary>
/// <param name="From">The folder of the user.</param>
/// <param name="Member">The user, <c>Type.Member</c>.</param>
/// <param name="To">The folder of the type that is used.</param>
/// <param name="Type">The type that is used.</param>
internal sealed record FolderUse(string From, string Member, string To, string Type)
{
    /// <summary>Whether an exception lets it through.</summary>
    public bool Matches(FolderException exception) => exception.From.Contains(From) && exception.To == To && exception.Types.Contains(Type);

    public override string ToString() => $"{From} ({Member}) sees {To} ({Type})";
}
