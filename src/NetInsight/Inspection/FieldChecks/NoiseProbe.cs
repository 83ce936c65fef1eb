using System.Collections.Immutable;
using NetInsight.Kernels.Embedding;

namespace NetInsight.Inspection.FieldChecks;

/// <summary>
/// A noise input: replaces rectangles of it by other noise and compares a unit's output with that of the unchanged input.
/// </summary>
internal sealed class NoiseProbe
{
    private readonly Model _model;
    private readonly string _layer;
    private readonly ImmutableArray<float> _amplitudes;
    private readonly Pcg32 _random;
    private readonly CancellationToken _cancellation;
    private readonly Tensor _input;
    private readonly Tensor _output;

    /// <summary>Runs the unchanged input.</summary>
    public NoiseProbe(Model model, string layer, ulong seed, ImmutableArray<float> amplitudes, CancellationToken cancellation)
    {
        (_model, _layer, _amplitudes, _cancellation) = (model, layer, amplitudes, cancellation);
        _random = new Pcg32(seed);
        _input = new Tensor(model.InputShape!.Value);
        foreach (ref float value in _input.AsSpan())
            value = Noise(1);
        _output = Run(_input);
    }

    /// <summary>Whether any channel of a unit changes by a bit when the pixels become noise of any of the amplitudes.</summary>
    public bool Changes(PixelRectangle pixels, int row, int column)
    {
        if (pixels.Width == 0 || pixels.Height == 0)
            return false;
        foreach (float amplitude in _amplitudes)
        {
            Tensor changed = _input.Clone();
            for (int channel = 0; channel < changed.Shape[1]; channel++)
            {
                for (int y = pixels.Top; y < pixels.Top + pixels.Height; y++)
                {
                    for (int x = pixels.Left; x < pixels.Left + pixels.Width; x++)
                        changed[0, channel, y, x] = Noise(amplitude);
                }
            }

            if (Differs(Run(changed), row, column))
                return true;
        }

        return false;
    }

    private bool Differs(Tensor output, int row, int column)
    {
        Shape shape = output.Shape;
        int height = shape.Rank == 4 ? shape[2] : 1, width = shape.Rank >= 3 ? shape[-1] : 1, positions = height * width;
        for (int i = row * width + column; i < output.Count; i += positions)
        {
            if (BitConverter.SingleToInt32Bits(output.AsSpan()[i]) != BitConverter.SingleToInt32Bits(_output.AsSpan()[i]))
                return true;
        }

        return false;
    }

    private Tensor Run(Tensor input) =>
        _model.AsMaps(_layer, _model.Run(input, [_layer], cancellationToken: _cancellation)[_layer]);

    private float Noise(float amplitude) => (float)((2 * _random.NextUnit() - 1) * amplitude);
}
