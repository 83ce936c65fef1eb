namespace NetInsight.Gallery;

/// <summary>The layers whose channels are shown by patches.</summary>
internal static class PatchLayers
{
    /// <summary>The last rectified layers whose receptive fields have at most a sixth and at most half of the input's height.</summary>
    public static IEnumerable<string> Of(Model model)
    {
        int height = model.InputShape!.Value[2];
        (string Name, int Height)[] known =
        [
            .. from layer in model.Layers
               where layer is { Operator: "Relu", OutputShape: { Rank: 4 } shape } && shape[2] * shape[3] >= 16
               let field = FieldOf(model, layer.Name)
               where field is not null
               select (layer.Name, field.Value.Height),
        ];
        string? early = known.LastOrDefault(layer => 6 * layer.Height <= height).Name ?? known.FirstOrDefault().Name;
        string? late = known.LastOrDefault(layer => 2 * layer.Height <= height).Name ?? early;
        return known is [] ? [] : new[] { early!, late! }.Distinct();
    }

    /// <summary>
    /// The layer before a rectified one, of the same shape, whose gradient is not 0 where the rectifier lets nothing through.
    /// </summary>
    public static string BeforeRectifier(Model model, string layer)
    {
        int index = model.Layers.Select(each => each.Name).ToList().IndexOf(layer);
        return index > 0 && model.Layers[index - 1] is { Operator: "Conv" or "BatchNormalization" or "Add" } before
            && before.OutputShape == model.Layers[index].OutputShape ? before.Name : layer;
    }

    private static ReceptiveField? FieldOf(Model model, string layer)
    {
        try
        {
            return model.ReceptiveFieldOf(layer);
        }
        catch (InvalidOperationException)
        {
            return null;            // unaligned paths lead to it
        }
    }
}
