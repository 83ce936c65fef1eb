using System.Collections.Immutable;
using NetInsight.Imaging;

namespace NetInsight;

/// <summary>The result of a <see cref="ReceptiveFieldCheck"/>. Immutable.</summary>
public sealed class ReceptiveFieldCheckReport
{
    internal ReceptiveFieldCheckReport(
        string layer,
        ReceptiveField field,
        ImmutableArray<(int Row, int Column)> units,
        ImmutableArray<ReceptiveFieldFault> faults,
        ImmutableArray<FieldSide> beyond)
    {
        (Layer, Field, Units, Faults, SidesBeyondImage) = (layer, field, units, faults, beyond);
    }

    /// <summary>The layer.</summary>
    public string Layer { get; }

    /// <summary>The field that was checked.</summary>
    public ReceptiveField Field { get; }

    /// <summary>The units that were checked.</summary>
    public ImmutableArray<(int Row, int Column)> Units { get; }

    /// <summary>Where the network contradicts the field; empty where it does not.</summary>
    public ImmutableArray<ReceptiveFieldFault> Faults { get; }

    /// <summary>The sides that lie in the padding for every checked unit, so that they could not be checked.</summary>
    public ImmutableArray<FieldSide> SidesBeyondImage { get; }

    /// <summary>Whether there is no fault and at least one side of the field could be checked.</summary>
    public bool IsConfirmed => Faults.IsEmpty && SidesBeyondImage.Length < Enum.GetValues<FieldSide>().Length;

    /// <summary>The check and its result in words.</summary>
    public string Caption
    {
        get
        {
            string beyond = SidesBeyondImage.IsEmpty
                ? ""
                : $" Not checked, as it lies beyond the image for all of them: {string.Join(", ", SidesBeyondImage)}.";
            string result = IsConfirmed ? "confirmed: pixels outside change nothing, and the outermost pixels inside do"
                : Faults.IsEmpty ? "not confirmed, as no side of it lies on the image"
                : $"not confirmed: {string.Join("; ", Faults)}";
            return $"Receptive field {Field} of layer '{Printable.Escape(Layer)}', by noise in the pixels around the fields of "
                + $"{Units.Length} units and at their edges: {result}.{beyond}";
        }
    }

    /// <summary>The caption.</summary>
    public override string ToString() => Caption;
}
