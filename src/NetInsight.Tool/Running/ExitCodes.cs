namespace NetInsight.Tool.Running;

/// <summary>What the process says of its run.</summary>
internal static class ExitCodes
{
    /// <summary>All was done.</summary>
    public const int Done = 0;

    /// <summary>A model, an image or another file is bad, or cannot be read or written; the message names it.</summary>
    public const int BadInput = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>It was cancelled: 128 + SIGINT, as shells count.</summary>
    public const int Cancelled = 130;
}
