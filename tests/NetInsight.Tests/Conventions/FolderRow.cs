namespace NetInsight.Tests.Conventions;

/// <summary>One row of a <see cref="FolderTable"/>: folders, none of which may use another of the row, and those that each of them may use.</summary>
internal sealed record FolderRow(string[] Folders, string[] Uses);
