using System.CommandLine;
using NetInsight.Gallery;

Option<FileInfo?> model = new("--model") { Description = "An ONNX file. By default the embedded demo model." };
Option<DirectoryInfo?> images = new("--images") { Description = "A folder of pictures (PNG, JPEG, WebP, BMP). By default the embedded ones." };
Option<FileInfo?> labels = new("--labels") { Description = "A text file with the name of one class a line. By default what the model file says." };
Option<string?> preprocessing = new("--preprocessing")
{
    Description = $"How pictures become the network's input: {string.Join(", ", NetInsight.Preprocessing.Presets.Keys)}. By default what the model file says.",
};
Option<int> rows = new("--rows") { Description = "How many pictures get a row with answers and occlusion maps, evenly spread. All pictures are in the other sections.", DefaultValueFactory = _ => 12 };
rows.Validators.Add(result =>
{
    if (result.GetValueOrDefault<int>() < 1)
        result.AddError("--rows must be at least 1.");
});
Option<string?> subject = new("--subject") { Description = "Part of a picture's name: it gets a row, and the activations shown are its own. By default the surest answer's." };
Option<bool> check = new("--check-fields") { Description = "Hold the receptive fields against the network by noise: some hundred runs more. The embedded model's always are." };
Option<DirectoryInfo> output = new("--output") { Description = "The folder to write.", DefaultValueFactory = _ => new DirectoryInfo("gallery") };

RootCommand command = new("Shows what a network sees in pictures: writes one HTML page with its pictures into a folder.")
{
    model, images, labels, preprocessing, rows, subject, check, output,
};
command.SetAction((arguments, cancellation) => Task.FromResult(GalleryRun.Execute(
    new GallerySources(
        arguments.GetValue(model)?.FullName,
        arguments.GetValue(images)?.FullName,
        arguments.GetValue(labels)?.FullName,
        arguments.GetValue(preprocessing)),
    arguments.GetValue(rows),
    arguments.GetValue(subject),
    arguments.GetValue(check),
    arguments.GetValue(output)!.FullName,
    cancellation)));
return await command.Parse(args).InvokeAsync();
