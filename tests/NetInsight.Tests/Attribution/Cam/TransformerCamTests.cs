namespace NetInsight.Tests.Attribution.Cam;

/// <summary>Class activation maps of a vision transformer with a class token: the layer's tokens behind the first are a grid.</summary>
public sealed class TransformerCamTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void The_map_is_that_of_the_patch_tokens_before_the_last_attention()
    {
        using Model model = Architectures.ViTTi16(HashFill.Weights);
        Tensor input = HashFill.Image("transformer", 1, 224);
        GradCamOptions options = new() { OnlyPositive = false };
        ClassActivationMap map = GradCam.Compute(model, input, Target.Class(7), options, cancellationToken: Token);
        string layer = map.Layers[0].Layer;
        Assert.Equal(new Shape(1, 1, 14, 14), map.Values.Shape);

        // By hand, from [1, 197, features]: the class token is left out.
        Tensor tokens = model.Run(input, [layer], cancellationToken: Token)[layer];
        Tensor gradient = model.Gradients(input, Target.Class(7), [layer], cancellationToken: Token)[layer];
        int features = tokens.Shape[2];
        float[] expected = new float[196];
        for (int k = 0; k < features; k++)
        {
            double weight = Enumerable.Range(1, 196).Average(token => (double)gradient[0, token, k]);
            for (int token = 0; token < 196; token++)
                expected[token] += (float)(weight * tokens[0, token + 1, k]);
        }

        Assert.Contains(expected, value => value != 0);
        Near.Absolute(expected, map.Values.AsSpan(), Tolerances.SmallNetwork * expected.Max(Math.Abs));
        Assert.Contains("14 x 14", map.Caption);

        // One feature set to 0 at all patches, by a hook and by the runs behind the layer.
        ClassActivationMap ablated = AblationCam.Compute(model, input, Target.Class(7), cancellationToken: Token);
        Hook hook = Hook.Replace(layer, output =>
        {
            for (int token = 1; token < 197; token++)
                output.AsSpan()[token * features + 3] = 0;
            return output;
        });
        double whole = model.Logits(input, cancellationToken: Token)[0, 7], without = model.Logits(input, [hook], Token)[0, 7];
        Assert.Equal(layer, ablated.Layers[0].Layer);
        Assert.Equal((whole - without) / Math.Abs(whole), ablated.Weights[3], Tolerances.Forward);
    }

    [Fact]
    public void Tokens_that_have_no_influence_are_drawn_empty_and_the_caption_says_why()
    {
        using Model model = Architectures.ViTTi16(HashFill.Weights);
        Tensor input = HashFill.Image("transformer", 1, 224);
        string last = model.Layers.Last(layer => layer.Operator == "LayerNormalization").Name;
        ClassActivationMap map = GradCam.Compute(
            model, input, Target.Class(7), new GradCamOptions { Layer = last }, cancellationToken: Token);
        Assert.All(map.Values.AsSpan().ToArray(), value => Assert.Equal(0, value));
        Assert.False(map.IsAllNegative);
        Assert.Contains("only the class token counts", map.Caption);
    }
}
