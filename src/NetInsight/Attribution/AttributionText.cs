namespace NetInsight.Attribution;

/// <summary>What the values of an attribution over an input's channels are, in the parts of a caption.</summary>
/// <param name="Definition">
/// What they are, as the beginning of a sentence: <c>Gradient of ... with respect to the network's input</c>.
/// </param>
/// <param name="Positive">What a positive value means.</param>
/// <param name="Negative">What a negative value means.</param>
/// <param name="Unit">The unit of a value.</param>
internal sealed record AttributionText(string Definition, string Positive, string Negative, string Unit)
{
    /// <summary>What is added after the unit, as sentences that begin with a space: numbers of the run, assumptions, traps.</summary>
    public string Remarks { get; init; } = "";

    /// <summary>Definition, sign and unit of the values after a reduction over channels.</summary>
    public string Caption(ChannelReduction reduction, int channels)
    {
        string reduced = (reduction, channels) switch
        {
            (ChannelReduction.Sum, 1) => "",
            (_, 1) => ", its magnitude",
            (ChannelReduction.Sum, _) => $", summed over the {channels} channels",
            (ChannelReduction.SumOfMagnitudes, _) => $", its magnitude summed over the {channels} channels",
            _ => $", its largest magnitude over the {channels} channels",
        };
        string sign = reduction == ChannelReduction.Sum
            ? $"Positive (red): {Positive}; negative (blue): {Negative}."
            : "Bright: large, whatever the sign; dark: 0.";
        return $"{Definition}{reduced}. {sign} Unit: {Unit}.{Remarks}";
    }
}
