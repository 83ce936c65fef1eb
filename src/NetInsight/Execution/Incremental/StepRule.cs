namespace NetInsight;

/// <summary>How a step of a plan follows a change of part of its inputs.</summary>
internal enum StepRule
{
    /// <summary>It puts the network's input into the order of maps: the change is the mask itself.</summary>
    Input,

    /// <summary>Its result is its input.</summary>
    Same,

    /// <summary>A window slides over a map: <see cref="ISlidesWindow"/>.</summary>
    Parts,

    /// <summary>Each place follows from the same place of the inputs.</summary>
    Places,

    /// <summary>No rule: the whole result is computed anew.</summary>
    Whole,
}
