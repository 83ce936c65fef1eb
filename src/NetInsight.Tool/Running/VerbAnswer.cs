using System.Text.Json.Nodes;

namespace NetInsight.Tool.Running;

/// <summary>What a verb found out: as text for people and as JSON for machines.</summary>
/// <param name="Text">Lines.</param>
/// <param name="Json">The same values.</param>
internal sealed record VerbAnswer(string Text, JsonObject Json);
