namespace NetInsight.Tool.Running;

/// <summary>What the user gave cannot be used; the message names it.</summary>
internal sealed class InputException(string message, Exception? inner = null) : Exception(message, inner);
