using System.Collections.Immutable;

namespace NetInsight;

/// <summary>What <see cref="ReceptiveFieldCheck"/> found. Immutable.</summary>
public sealed class ReceptiveFieldCheckReport
{
    internal ReceptiveFieldCheckReport(
        string layer, ReceptiveField field, ImmutableArray<(int Row, int Column)> units, ImmutableArray<ReceptiveFieldFault> faults, ImmutableArray<FieldSide> beyond)
    {
        (Layer, Field, Units, Faults, SidesBeyondImage) = (layer, field, units, faults, beyond);
    }

    /// <summary>The layer.</summary>
    public string Layer { get; }

    /// <summary>The field that was checked.</summary>
    public ReceptiveField Field { get; }

    /// <summary>The units that were looked at.</summary>
    public ImmutableArray<(int Row, int Column)> Units { get; }

    /// <summary>Where the network does not behave as the field says; empty where it does.</summary>
    public ImmutableArray<ReceptiveFieldFault> Faults { get; }

    /// <summary>The sides that lie in the padding for every unit that was looked at, so that nothing can be said of them.</summary>
    public ImmutableArray<FieldSide> SidesBeyondImage { get; }

    /// <summary>Whether nothing was found that speaks against the field, and at least one of its sides could be checked.</summary>
    public bool IsConfirmed => Faults.IsEmpty && SidesBeyondImage.Length < Enum.GetValues<FieldSide>().Length;

    /// <summary>What was done and found.</summary>
    public string Caption
    {
        get
        {
            string beyond = SidesBeyondImage.IsEmpty ? "" : $" Not checked, as it lies beyond the picture for all of them: {string.Join(", ", SidesBeyondImage)}.";
            string result = IsConfirmed ? "confirmed: pixels outside change nothing, and the outermost pixels inside do"
                : Faults.IsEmpty ? "not confirmed, as no side of it lies on the picture"
                : $"not confirmed: {string.Join("; ", Faults)}";
            return $"Receptive field {Field} of layer '{Printable.Escape(Layer)}', by noise in the pixels around {Units.Length} units and at the edges of what they see: {result}.{beyond}";
        }
    }

    /// <summary>The caption.</summary>
    public override string ToString() => Caption;
}
