namespace NetInsight.Tests.Conventions;

/// <summary>One row of a <see cref="FolderTable"/>.</summary>
/// <param name="Folders">Folders, none of which may use another of them.</param>
/// <param name="Uses">Those that each of them may use.</param>
internal sealed record FolderRow(string[] Folders, string[] Uses);
