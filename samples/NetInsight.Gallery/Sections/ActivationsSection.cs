using System.Text;

namespace NetInsight.Gallery;

/// <summary>What layers of every depth make of one picture, and how much of it their units see.</summary>
internal sealed class ActivationsSection : ISection
{
    private const int Shown = 224, MostChannels = 49, MostLayers = 5;
    private static readonly RgbColor Frame = new(0xE1, 0x57, 0x59);

    public string Title => "Activations";

    public string Sentence => "One picture on its way through the network. Each tile is a channel, the strongest first, bright where it answers: early ones trace edges and colours, "
        + "deep ones are dark but for the few places where their thing is. The frame shows how much of the picture one unit in the middle of the layer sees.";

    public string Write(GalleryContext context, CancellationToken cancellation)
    {
        GalleryPicture picture = context.Subject;
        RgbImage photo = picture.Load(), shown = FinerPicture.Of(context.Model, photo, Shown);
        ActivationsOptions options = new() { StrongestFirst = true, Scaling = ActivationScaling.PerChannel, MostChannels = MostChannels };
        string[] layers = [.. Chosen(context.Model)];
        if (layers is [])
            return "<p>This network has no maps.</p>";
        StringBuilder html = new($"<p>The picture is <b>{Page.Escape(picture.Name)}</b>, answered with {Page.Escape(picture.Answer.Label)} ({picture.Answer.Probability:P1}).</p>");
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
                    $"<b>{Page.Escape(map.Layer)}</b>: channel {strongest.Channel} is the strongest, up to {strongest.Maximum:0.##}; {silent:P0} of the channels are silent",
                    map.Caption))
                .Append("</div>");
        }

        return html.ToString();
    }

    /// <summary>For each size of map the last layer that ends something (a ReLU, a sum, a concatenation), the largest maps first.</summary>
    private static IEnumerable<string> Chosen(Model model) => model.Layers
        .Where(layer => layer is { Operator: "Relu" or "LeakyRelu" or "Clip" or "PRelu" or "Tanh" or "Sigmoid" or "Add" or "Concat", OutputShape: { Rank: 4 } shape } && shape[2] > 1 && shape[3] > 1)
        .GroupBy(layer => (layer.OutputShape!.Value[2], layer.OutputShape.Value[3]))
        .Select(group => group.Last().Name)
        .Take(MostLayers);

    private static string Field(GalleryContext context, RgbImage shown, string layer, string file, CancellationToken cancellation)
    {
        try
        {
            string sentence = context.Model.DescribeReceptiveField(layer);
            Shape input = context.Model.InputShape!.Value, map = context.Model.Layers.First(known => known.Name == layer).OutputShape!.Value;
            PixelRectangle seen = context.Model.ReceptiveFieldOf(layer).Of(map[2] / 2, map[3] / 2, input[2], input[3]);
            double down = (double)shown.Height / input[2], right = (double)shown.Width / input[3];
            PixelRectangle frame = new((int)(seen.Top * down), (int)(seen.Left * right), (int)Math.Round(seen.Height * down), (int)Math.Round(seen.Width * right));
            return Page.Figure(context.Save(shown.WithOutline(frame, Frame, 3), file), $"what a unit of {layer} sees", Page.Escape(sentence) + Checked(context, layer, cancellation));
        }
        catch (InvalidOperationException e)
        {
            return Page.Figure(context.Save(shown, file), "the picture", Page.Escape(e.Message));       // paths that are not aligned have no one field
        }
    }

    private static string Checked(GalleryContext context, string layer, CancellationToken cancellation) => context.ChecksFields
        ? $"<details><summary>checked</summary>{Page.Escape(ReceptiveFieldCheck.Compute(context.Model, layer, cancellationToken: cancellation).Caption)}</details>"
        : "";
}
