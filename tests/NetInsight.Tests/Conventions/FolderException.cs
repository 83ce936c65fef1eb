namespace NetInsight.Tests.Conventions;

/// <summary>Types of one folder that others may use although the table forbids the folder.</summary>
/// <param name="From">The folders that use them.</param>
/// <param name="To">Their folder.</param>
/// <param name="Types">Their names.</param>
internal sealed record FolderException(string[] From, string To, string[] Types);
