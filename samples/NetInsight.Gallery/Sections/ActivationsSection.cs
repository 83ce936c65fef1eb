using System.Text;

namespace NetInsight.Gallery;

/// <summary>Activations of layers of every depth on one image, and the receptive fields of their units.</summary>
internal sealed class ActivationsSection : ISection
{
    private const int Shown = 224, MostChannels = 49, MostLayers = 5;
    private static readonly RgbColor Frame = new(0xE1, 0x57, 0x59);

    public string Title => "Activations";

    public string Sentence =>
        "One image on its way through the network. Each tile is a channel, the strongest first, bright where its activation "
        + "is large: early ones trace edges and colours, deep ones are dark except at the few positions of their object. The frame is the "
        + "receptive field of one unit in the middle of the layer.";

    public string Write(GalleryContext context, CancellationToken cancellation)
    {
        GalleryImage subject = context.Subject;
        RgbImage photo = subject.Load(), shown = FinerImage.Of(context.Model, photo, Shown);
        ActivationsOptions options = new() { StrongestFirst = true, Scaling = ActivationScaling.PerChannel, MostChannels = MostChannels };
        string[] layers = [.. Chosen(context.Model)];
        if (layers is [])
            return "<p>This network has no feature maps.</p>";
        StringBuilder html = new($"<p>The image is <b>{Page.Escape(subject.Name)}</b>; "
            + $"the prediction is {Page.Escape(subject.Top.Label)} ({subject.Top.Probability:P1}).</p>");
        int number = 0;
        foreach (ActivationMap map in Activations.Compute(context.Model, photo, layers, options, cancellation))
        {
            number++;
            ChannelActivation strongest = map.Channels[map.Order[0]];
            double silent = (double)map.Channels.Count(channel => channel.ZeroShare == 1) / map.ChannelCount;
            html.Append($"<div class=\"row layer\">{Field(context, shown, map.Layer, $"activations-{number}-field.png", cancellation)}")
                .Append(Page.LargeFigure(
                    context.Save(map.ToImage(), $"activations-{number}.png"),
                    $"activations of {map.Layer}",
                    $"<b>{Page.Escape(map.Layer)}</b>: channel {strongest.Channel} is the strongest, up to {strongest.Maximum:0.##}; "
                        + $"{silent:P0} of the channels are zero everywhere",
                    map.Caption))
                .Append("</div>");
        }

        return html.ToString();
    }

    /// <summary>For each size of feature map the last layer that ends a block (activation, sum, concatenation), largest first.</summary>
    private static IEnumerable<string> Chosen(Model model) => model.Layers
        .Where(layer => layer.Operator is "Relu" or "LeakyRelu" or "Clip" or "PRelu" or "Tanh" or "Sigmoid" or "Add" or "Concat")
        .Where(layer => layer.OutputShape is { Rank: 4 } shape && shape[2] > 1 && shape[3] > 1)
        .GroupBy(layer => (layer.OutputShape!.Value[2], layer.OutputShape.Value[3]))
        .Select(group => group.Last().Name)
        .Take(MostLayers);

    private static string Field(GalleryContext context, RgbImage shown, string layer, string file, CancellationToken cancellation)
    {
        try
        {
            string sentence = context.Model.DescribeReceptiveField(layer);
            Shape input = context.Model.InputShape!.Value;
            Shape map = context.Model.Layers.First(known => known.Name == layer).OutputShape!.Value;
            PixelRectangle field = context.Model.ReceptiveFieldOf(layer).Of(map[2] / 2, map[3] / 2, input[2], input[3]);
            double down = (double)shown.Height / input[2], right = (double)shown.Width / input[3];
            PixelRectangle frame = new(
                (int)(field.Top * down), (int)(field.Left * right),
                (int)Math.Round(field.Height * down), (int)Math.Round(field.Width * right));
            return Page.Figure(
                context.Save(shown.WithOutline(frame, Frame, 3), file),
                $"receptive field of a unit of {layer}", Page.Escape(sentence) + Checked(context, layer, cancellation));
        }
        catch (InvalidOperationException e)
        {
            return Page.Figure(context.Save(shown, file), "the image", Page.Escape(e.Message));     // unaligned paths
        }
    }

    private static string Checked(GalleryContext context, string layer, CancellationToken cancellation)
    {
        if (!context.ChecksFields)
            return "";
        ReceptiveFieldCheckReport report = ReceptiveFieldCheck.Compute(context.Model, layer, cancellationToken: cancellation);
        return $"<details><summary>checked</summary>{Page.Escape(report.Caption)}</details>";
    }
}
