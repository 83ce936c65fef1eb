using NetInsight.Imaging;

namespace NetInsight.Attribution.Cam;

/// <summary>A layer whose feature map a class activation map is made of.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its output's index in the graph.</param>
/// <param name="Grid">Where channels, rows and columns lie in it.</param>
/// <param name="Note">How it was chosen or what was assumed of it, as a sentence for the caption; empty where it was named.</param>
internal sealed record CamLayer(string Name, int Value, FeatureGrid Grid, string Note)
{
    /// <summary>Name and size, for captions.</summary>
    public override string ToString() => $"'{Printable.Escape(Name)}' ({Grid.Channels} channels, {Grid.Height} x {Grid.Width})";
}
